import * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { readFragment } from "../../shared/schema/readFragment.ts";
import { renderHtml } from "../../shared/schema/renderHtml.ts";

export interface ReadingNeeds {
  /** The merged state of what is written, and the seq that it covers. */
  stateOf: (documentId: DocumentId) => Promise<{ state: Uint8Array; seq: number }>;
}

/** The text as HTML, for a page whose editor may not open the document. Made on a copy: the document in memory is not touched. */
export async function readText(
  { stateOf }: ReadingNeeds,
  documentId: DocumentId,
): Promise<{ html: string; seq: number }> {
  const { state, seq } = await stateOf(documentId);
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, state);
    return { html: renderHtml(readFragment(doc.getXmlFragment(rootName))), seq };
  } finally {
    doc.destroy();
  }
}
