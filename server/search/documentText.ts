import type * as Y from "yjs";
import { rootName } from "../../shared/schema/contentRules.ts";
import { plainText } from "../../shared/schema/readFragment.ts";

/** So much of a document can be found, in UTF-16 units: about a hundred pages. What comes after is not searched. */
export const maxTextLength = 200_000;

/** The words of a document by which it is found, a line for each block. It does not change the document. */
export function documentText(doc: Y.Doc): string {
  return plainText(doc.getXmlFragment(rootName), maxTextLength);
}
