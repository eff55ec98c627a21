import * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { readFragment } from "../../shared/schema/readFragment.ts";
import { renderHtml } from "../../shared/schema/renderHtml.ts";

export interface ReadingNeeds {
  /** The merged state of what is written, and the seq that it covers. */
  stateOf: (documentId: DocumentId) => Promise<{ state: Uint8Array; seq: number }>;
}

export interface Rendered {
  html: string;
  seq: number;
}

/**
 * Gives the text as HTML, for a page whose editor may not open the document. Rendering a long one holds everybody up, so those who ask
 * while it is under way share it.
 */
export function createReading(needs: ReadingNeeds): (documentId: DocumentId) => Promise<Rendered> {
  const underWay = new Map<DocumentId, Promise<Rendered>>();
  return (documentId) => {
    let rendering = underWay.get(documentId);
    if (rendering === undefined) {
      rendering = render(needs, documentId).finally(() => underWay.delete(documentId));
      underWay.set(documentId, rendering);
    }
    return rendering;
  };
}

/** On a copy: the document in memory is not touched. */
async function render({ stateOf }: ReadingNeeds, documentId: DocumentId): Promise<Rendered> {
  const { state, seq } = await stateOf(documentId);
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, state);
    return { html: renderHtml(readFragment(doc.getXmlFragment(rootName))), seq };
  } finally {
    doc.destroy();
  }
}
