/** Finding people to share with. Never everybody: only those whom the asker writes with already, unless the asker is an admin. */
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import type { PeopleFound } from "../../shared/sharingApi.ts";
import type { Catalog } from "../storage/catalog.ts";
import { accessOf, membersOf } from "./access.ts";
import { emailsOf } from "./memberEmails.ts";

const mostFound = 8;

/** E-mail addresses are told where the asker may see them: on a document that is theirs to share, and to admins. */
export function findPeople(
  { catalog, now }: { catalog: Catalog; now: () => number },
  asker: MemberId,
  text: string,
): PeopleFound {
  const { data } = catalog;
  const at = now();
  const isAdmin = data.members[asker]?.isAdmin === true && data.members[asker]?.suspended === undefined;
  const known = isAdmin
    ? new Map((Object.keys(data.members) as MemberId[]).map((id) => [id, true]))
    : companionsOf(catalog, asker, at);
  const wanted = folded(text);
  const emails = emailsOf(data);
  const people = [];
  for (const [id, mayTellEmail] of known) {
    const member = data.members[id];
    if (id === asker || member === undefined || member.suspended !== undefined || member.aliasOf !== undefined)
      continue;
    if (folded(member.name).includes(wanted)) {
      people.push({ id, name: member.name, email: mayTellEmail ? (emails.get(id) ?? null) : null });
    }
  }
  people.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return { people: people.slice(0, mostFound) };
}

/** Whom the asker shares a document with, and whether their addresses are for the asker to see. */
function companionsOf(catalog: Catalog, asker: MemberId, at: number): Map<MemberId, boolean> {
  const found = new Map<MemberId, boolean>();
  for (const documentId of Object.keys(catalog.data.documents) as DocumentId[]) {
    const access = accessOf(catalog, asker, documentId, at);
    if (access === null) continue;
    const mayTellEmail = can(access.role, "share", access.shelf);
    for (const { id } of membersOf(catalog, documentId, at)) found.set(id, mayTellEmail || found.get(id) === true);
  }
  return found;
}

/** So that "rene" finds "René". */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
