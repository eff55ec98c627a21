import * as Y from "yjs";
import type { RandomBytes } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";

/**
 * What a new document holds: one empty paragraph. Were it left to the pages, each of two people who begin to type at once would make
 * one of their own.
 */
export function firstParagraph(randomBytes: RandomBytes): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = Buffer.from(randomBytes(4)).readUInt32BE(0);
  doc.getXmlFragment(rootName).insert(0, [new Y.XmlElement("paragraph")]);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}
