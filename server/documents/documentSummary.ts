import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { trashDays } from "../../shared/library.ts";
import { can } from "../../shared/member.ts";
import { documentIn, hasOpenLink, membersOf, noSuchDocument, requireRight } from "../access/access.ts";
import { shownPerson } from "../access/shownPerson.ts";
import type { Catalog, CatalogDocument } from "../storage/catalog.ts";
import type { LastChanges } from "./lastChanges.ts";
import type { Stars } from "./stars.ts";

/** Who asks, as the login says. */
export interface Asker {
  memberId: MemberId;
}

export interface SummaryNeeds {
  catalog: Catalog;
  lastChanges: Pick<LastChanges, "of">;
  firstLines: { get(documentId: string): Promise<string | null> };
  stars: Pick<Stars, "of">;
  now: () => number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** One document as the asker may see it. Refuses as `not-found` who may not read it. */
export async function summaryOf(needs: SummaryNeeds, asker: Asker, documentId: DocumentId): Promise<DocumentSummary> {
  const [changes, line, starred] = await Promise.all([
    needs.lastChanges.of([documentId]),
    needs.firstLines.get(documentId),
    needs.stars.of(asker.memberId),
  ]);
  // With nothing in between that takes time: what was taken away meanwhile is not shown.
  const { catalog, now } = needs;
  const { role, shelf, color } = requireRight(needs, asker.memberId, documentId, "read");
  const document = documentIn(catalog, documentId);
  if (document === undefined) throw noSuchDocument();
  const change = changes.get(documentId) ?? null;
  const personOf = (id: MemberId | null) => (id === null ? null : shownPerson(catalog.data, id));
  return {
    id: documentId,
    title: document.title,
    role,
    color,
    createdAt: document.createdAt,
    createdBy: personOf(document.createdBy),
    shelf,
    purgeAt: purgeAtOf(document),
    isStarred: starred.has(documentId),
    hasLink: can(role, "share", shelf) && hasOpenLink(document, now()),
    shelfEvents: (document.shelfEvents ?? []).map(({ what, by, at }) => ({ what, by: personOf(by), at })),
    lastChange: change === null ? null : { at: change.at, by: personOf(change.by) },
    firstLine: line ?? (change === null ? "" : null),
    members: membersOf(catalog, documentId, now()).map(({ id, color, role }) => ({
      ...shownPerson(catalog.data, id),
      color,
      role,
    })),
  };
}

/** When it leaves the trash for good, epoch milliseconds; null for what does not lie there. */
export function purgeAtOf(document: CatalogDocument): number | null {
  if (document.shelf !== "trash") return null;
  const trashed = document.shelfEvents?.findLast(({ what }) => what === "trashed");
  // Nobody knows since when it lies there, so it lies there until somebody deletes it.
  return trashed === undefined ? null : trashed.at + trashDays * dayMs;
}

export function titleOf(catalog: Pick<Catalog, "data">, documentId: DocumentId): string {
  return documentIn(catalog, documentId)?.title ?? "";
}
