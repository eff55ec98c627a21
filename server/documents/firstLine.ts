import type * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { firstLine } from "../../shared/schema/readFragment.ts";
import type { SideTable } from "../storage/sideTable.ts";

const maxFirstLineLength = 160;

export function lineOf(doc: Y.Doc): string {
  return firstLine(doc.getXmlFragment(rootName), maxFirstLineLength);
}

/**
 * Keeps the first line of a document beside the log, each time the document has come to rest, for the list of documents. It can always
 * be made again from the text, so it need not be durable.
 */
export function firstLineKeeper(
  table: SideTable<string>,
  onFailed: (documentId: DocumentId, error: unknown) => void,
): (documentId: DocumentId, doc: Y.Doc) => void {
  /** What was put last, on its way or there. */
  const lastPut = new WeakMap<Y.Doc, string>();
  return (documentId, doc) => {
    const line = lineOf(doc);
    if (lastPut.get(doc) === line) return;
    lastPut.set(doc, line);
    table.put(documentId, line).catch((error: unknown) => {
      // The next rest puts it again, unless another line is on its way by now.
      if (lastPut.get(doc) === line) lastPut.delete(doc);
      onFailed(documentId, error);
    });
  };
}
