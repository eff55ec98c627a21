import { expect, test } from "vitest";
import * as Y from "yjs";
import { createDocumentSize } from "./documentSize.ts";

function write(doc: Y.Doc, letters: number): number {
  const before = Y.encodeStateVector(doc);
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText("x".repeat(letters))]);
  doc.getXmlFragment("default").insert(0, [paragraph]);
  return Y.encodeStateAsUpdate(doc, before).length;
}

test("a document that is loaded counts with what it holds already", () => {
  const doc = new Y.Doc();
  write(doc, 900);
  const size = createDocumentSize(doc, 1_000);
  expect(size.allows(50)).toBe(true);
  expect(size.allows(200)).toBe(false);
});

test("it never grows past its limit, and what was deleted gives room again", () => {
  const doc = new Y.Doc();
  const size = createDocumentSize(doc, 10_000);
  let refusedAt = 0;
  while (refusedAt === 0) {
    if (size.allows(300)) size.grew(write(doc, 250));
    else refusedAt = Y.encodeStateAsUpdate(doc).length;
  }
  expect(refusedAt).toBeGreaterThan(9_000);
  expect(refusedAt).toBeLessThanOrEqual(10_000);
  const fragment = doc.getXmlFragment("default");
  fragment.delete(0, fragment.length - 1);
  size.grew(20);
  expect(size.allows(300)).toBe(true);
});
