import type * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { firstLine } from "../../shared/schema/readFragment.ts";
import type { SideTable } from "../storage/sideTable.ts";

const maxFirstLineLength = 160;

/**
 * Keeps the first line of a document beside the log, each time the document has come to rest, for the list of documents. It can always
 * be made again from the text, so it need not be durable.
 */
export function firstLineKeeper(
  table: SideTable<string>,
  onFailed: (documentId: DocumentId, error: unknown) => void,
): (documentId: DocumentId, doc: Y.Doc) => void {
  const kept = new WeakMap<Y.Doc, string>();
  return (documentId, doc) => {
    const line = firstLine(doc.getXmlFragment("default"), maxFirstLineLength);
    if (kept.get(doc) === line) return;
    kept.set(doc, line);
    table.put(documentId, line).catch((error: unknown) => onFailed(documentId, error));
  };
}
