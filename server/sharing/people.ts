/** Finding people to share with. Never everybody: only those whom the asker writes with already, unless the asker is an admin. */
import { folded } from "../../shared/folded.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { PeopleFound } from "../../shared/sharingApi.ts";
import { accessOf, membersOf } from "../access/access.ts";
import { shownPerson } from "../access/shownPerson.ts";
import type { Catalog } from "../storage/catalog.ts";
import { type EmailOf, emailsFor } from "./memberEmails.ts";

const mostFound = 8;

/** Names, and with them the e-mail addresses that the asker typed once to share with them. */
export function findPeople(
  { catalog, now }: { catalog: Catalog; now: () => number },
  asker: MemberId,
  text: string,
): PeopleFound {
  const { data } = catalog;
  const at = now();
  const isAdmin = data.members[asker]?.isAdmin === true && data.members[asker]?.suspended === undefined;
  const emailOf = emailsFor(data, asker);
  const known = isAdmin
    ? new Map((Object.keys(data.members) as MemberId[]).map((id) => [id, emailOf(id, undefined)]))
    : companionsOf(catalog, { asker, at, emailOf });
  const wanted = folded(text.trim());
  const people = [];
  for (const [id, email] of known) {
    const member = data.members[id];
    if (id === asker || member === undefined || member.suspended !== undefined || member.aliasOf !== undefined)
      continue;
    if (folded(member.name).includes(wanted)) {
      people.push({ ...shownPerson(data, id), email });
    }
  }
  people.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return { people: people.slice(0, mostFound) };
}

/** Whom the asker shares a document with, and their addresses where those are for the asker to see. */
function companionsOf(
  catalog: Catalog,
  { asker, at, emailOf }: { asker: MemberId; at: number; emailOf: EmailOf },
): Map<MemberId, string | null> {
  const found = new Map<MemberId, string | null>();
  for (const documentId of Object.keys(catalog.data.documents) as DocumentId[]) {
    if (accessOf(catalog, asker, documentId, at) === null) continue;
    const members = catalog.data.documents[documentId]?.members;
    for (const { id } of membersOf(catalog, documentId, at)) {
      found.set(id, found.get(id) ?? emailOf(id, members?.[id]));
    }
  }
  return found;
}
