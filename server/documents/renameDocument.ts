import type { DocumentId } from "../../shared/ids.ts";
import type { News } from "../../shared/news.ts";
import { documentIn, noSuchDocument, requireRight } from "../access/access.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { Asker } from "./documentSummary.ts";

export interface RenameNeeds {
  catalog: Catalog;
  /** Tells the pages that have the document open. */
  announce: (documentId: DocumentId, news: News) => void;
  now: () => number;
}

/** On disk first, announced second: nobody sees a title that a crash could take back. */
export async function renameDocument(
  needs: RenameNeeds,
  asker: Asker,
  documentId: DocumentId,
  title: string,
): Promise<void> {
  const { catalog, now } = needs;
  requireRight(needs, asker.memberId, documentId, "rename");
  // The catalog is not rewritten for the title that is there.
  if (documentIn(catalog, documentId)?.title === title) return;
  const isChanged = await catalog.change((data) => {
    // Asked again: it may have been archived, or the right taken away, while this waited.
    requireRight({ catalog: { data }, now }, asker.memberId, documentId, "rename");
    const document = data.documents[documentId];
    if (document === undefined) throw noSuchDocument();
    const differs = document.title !== title;
    document.title = title;
    return differs;
  });
  if (isChanged) needs.announce(documentId, { news: "titleChanged", title, by: asker.memberId });
}
