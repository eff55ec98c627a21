import { expect, test } from "vitest";
import * as Y from "yjs";
import { copyOf, textOf } from "./words.ts";

function element(name: string, ...content: (string | Y.XmlElement)[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.insert(
    0,
    content.map((part) => (typeof part === "string" ? new Y.XmlText(part) : part)),
  );
  return made;
}

function documentWith(...blocks: Y.XmlElement[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment("default").insert(0, blocks);
  return doc;
}

test("blocks, lists, tables and breaks read as people would type them", () => {
  const doc = documentWith(
    element("heading", "Plan"),
    element("paragraph", "one", element("hardBreak"), "two"),
    element(
      "bulletList",
      element("listItem", element("paragraph", "first")),
      element(
        "listItem",
        element("paragraph", "second"),
        element("bulletList", element("listItem", element("paragraph", "inner"))),
      ),
    ),
    element(
      "table",
      element(
        "tableRow",
        element("tableCell", element("paragraph", "a")),
        element("tableCell", element("paragraph", "b")),
      ),
    ),
  );
  expect(textOf(doc)).toBe("Plan\n\none\ntwo\n\n- first\n- second\n  - inner\n\na\tb");
});

test("formatting does not show in plain text, and survives in a copy", () => {
  const doc = documentWith(element("paragraph", "bold"));
  ((doc.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText).format(0, 2, { bold: true });
  expect(textOf(doc)).toBe("bold");
  expect(copyOf(doc).getXmlFragment("default").toString()).toBe(doc.getXmlFragment("default").toString());
});

test("a copy is written under one fresh id and no one else's", () => {
  const doc = documentWith(element("paragraph", "mine"));
  const other = documentWith(element("paragraph", "theirs"));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  const copy = copyOf(doc);
  expect([...copy.store.clients.keys()]).toEqual([copy.clientID]);
  expect(textOf(copy).split("\n\n").sort()).toEqual(["mine", "theirs"]);
});
