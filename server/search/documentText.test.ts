import { expect, test } from "vitest";
import * as Y from "yjs";
import { rootName } from "../../shared/schema/contentRules.ts";
import { documentText, maxTextLength } from "./documentText.ts";

function documentOf(...paragraphs: string[]): Y.Doc {
  const doc = new Y.Doc();
  const elements = paragraphs.map((words) => {
    const element = new Y.XmlElement("paragraph");
    element.insert(0, [new Y.XmlText(words)]);
    return element;
  });
  doc.getXmlFragment(rootName).insert(0, elements);
  return doc;
}

test("blocks are lines, so that the last word of one and the first of the next stay two", () => {
  expect(documentText(documentOf("Late frost", "harvest"))).toBe("Late frost\nharvest");
  expect(documentText(new Y.Doc())).toBe("");
});

test("a long document is read up to a limit, and not between the halves of a character", () => {
  const text = documentText(documentOf(...Array.from({ length: 3000 }, () => "harvest ".repeat(20))));
  expect(text).toHaveLength(maxTextLength);
  const odd = documentText(documentOf(`x${"😀".repeat(maxTextLength)}`));
  expect(odd).toHaveLength(maxTextLength - 1);
  expect(odd.isWellFormed()).toBe(true);
});

test("reading changes nothing", () => {
  const doc = documentOf("Late frost");
  const before = Y.encodeStateAsUpdate(doc);
  let updates = 0;
  doc.on("update", () => updates++);
  documentText(doc);
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
  expect(updates).toBe(0);
});
