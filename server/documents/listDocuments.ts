import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { type Order, pageSize, type View } from "../../shared/library.ts";
import type { DocumentPage } from "../../shared/libraryApi.ts";
import { Refusal } from "../../shared/refusal.ts";
import { documentIn } from "../access/access.ts";
import { type Asker, type SummaryNeeds, summaryOf } from "./documentSummary.ts";
import type { LastChange } from "./lastChanges.ts";
import type { LibraryIndex } from "./libraryIndex.ts";
import { byChange, byName, countBefore, type Ordering, type Place } from "./pageCursor.ts";
import { viewOf } from "./views.ts";

export interface ListNeeds extends SummaryNeeds {
  index: LibraryIndex;
}

/** One page of what the asker may read. Only those on the page are described; the others cost a look at their access and a comparison. */
export async function listDocuments(
  needs: ListNeeds,
  asker: Asker,
  ask: { view: View; order: Order; after?: string | undefined },
): Promise<DocumentPage> {
  const isThere = await viewOf(needs, asker, ask.view);
  const ids = needs.index.documentsOf(asker.memberId);
  if (ask.order === "name") {
    const titled = ids.filter(isThere).map((id) => ({ id, key: documentIn(needs.catalog, id)?.title ?? "" }));
    return pageOf(needs, asker, { places: titled, ordering: byName, after: ask.after });
  }
  const changes = await needs.lastChanges.of(ids);
  const changed = ids.filter(isThere).map((id) => ({ id, key: changedAt(needs, id, changes.get(id)) }));
  return pageOf(needs, asker, { places: changed, ordering: byChange, after: ask.after });
}

async function pageOf<Key>(
  needs: ListNeeds,
  asker: Asker,
  { places, ordering, after }: { places: Place<Key>[]; ordering: Ordering<Key>; after: string | undefined },
): Promise<DocumentPage> {
  places.sort(ordering.compare);
  const start = countBefore(places, ordering, after);
  const page = places.slice(start, start + pageSize);
  const last = page.at(-1);
  const isLast = last === undefined || start + page.length === places.length;
  const documents = await Promise.all(page.map(({ id }) => summaryOf(needs, asker, id).catch(leftOut)));
  return {
    documents: documents.filter((document) => document !== null),
    next: isLast ? null : ordering.write(last),
    total: places.length,
  };
}

/** Taken away in this very moment. */
function leftOut(error: unknown): DocumentSummary | null {
  if (error instanceof Refusal && error.code === "not-found") return null;
  throw error;
}

function changedAt({ catalog }: ListNeeds, id: DocumentId, change: LastChange | null | undefined): number {
  return change?.at ?? documentIn(catalog, id)?.createdAt ?? 0;
}
