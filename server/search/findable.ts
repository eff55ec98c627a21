import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { View } from "../../shared/library.ts";
import type { AccessSource } from "../access/access.ts";
import type { Asker } from "../documents/documentSummary.ts";
import { viewOf } from "../documents/views.ts";

export interface FindableNeeds {
  catalog: AccessSource;
  starsOf: (memberId: MemberId) => Promise<ReadonlySet<DocumentId>>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Says which documents an asker may find in a view of the library, at the moment in which that is asked of each. In "all", and without a
 * view, the archive is found too; the trash only in its own.
 */
export async function findableBy(
  { catalog, starsOf, now }: FindableNeeds,
  asker: Asker,
  view: View = "all",
): Promise<(documentId: DocumentId) => boolean> {
  const needs = { catalog, stars: { of: starsOf }, now };
  const isInView = await viewOf(needs, asker, view);
  if (view !== "all") return isInView;
  const isArchived = await viewOf(needs, asker, "archived");
  return (documentId) => isInView(documentId) || isArchived(documentId);
}
