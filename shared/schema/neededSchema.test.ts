import { expect, test } from "vitest";
import * as Y from "yjs";
import { neededSchema } from "./neededSchema.ts";

const numbers = new Map([
  ["paragraph", 1],
  ["mention", 3],
  ["glow", 2],
]);
const numberOf = (name: string) => numbers.get(name) ?? null;

function documentWith(...nodes: (Y.XmlElement | Y.XmlText)[]): Y.XmlFragment {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, nodes);
  const fragment = new Y.Doc().getXmlFragment("default");
  fragment.insert(0, [paragraph]);
  return fragment;
}

test("the deepest newest element or mark decides", () => {
  expect(neededSchema(documentWith(new Y.XmlText("plain")), numberOf)).toBe(1);
  const glowing = documentWith(new Y.XmlText("glowing"));
  ((glowing.get(0) as Y.XmlElement).get(0) as Y.XmlText).format(0, 4, { "glow--abcdefgh": {} });
  expect(neededSchema(glowing, numberOf)).toBe(2);
  expect(neededSchema(documentWith(new Y.XmlElement("mention")), numberOf)).toBe(3);
});

test("an empty document and unknown names need no more than the first number", () => {
  expect(neededSchema(new Y.Doc().getXmlFragment("default"))).toBe(1);
  expect(neededSchema(documentWith(new Y.XmlElement("elsewhere")), numberOf)).toBe(1);
});
