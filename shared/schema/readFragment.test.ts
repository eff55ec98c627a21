import { Node } from "@tiptap/pm/model";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { documentSchema } from "./documentExtensions.ts";
import { type DocumentNode, firstLine, plainText, readFragment } from "./readFragment.ts";
import { renderHtml } from "./renderHtml.ts";
import { freshLetters, randomDocument, seededRandom } from "./testing/randomEdits.ts";

function element(name: string, attributes: Record<string, unknown> = {}, ...children: (Y.XmlElement | Y.XmlText)[]) {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(0, children);
  return made;
}

function text(letters: string, marks: object = {}): Y.XmlText {
  const made = new Y.XmlText();
  made.applyDelta([{ insert: letters, attributes: marks }]);
  return made;
}

function fragmentOf(...blocks: (Y.XmlElement | Y.XmlText)[]): Y.XmlFragment {
  const fragment = new Y.Doc().getXmlFragment("default");
  fragment.insert(0, blocks);
  return fragment;
}

function elementOf({ type, attrs = {}, content = [] }: DocumentNode): Y.XmlElement | Y.XmlText {
  return element(
    type,
    attrs,
    ...content.map((child) => (child.type === "text" ? text(child.text ?? "") : elementOf(child))),
  );
}

const paragraph = (letters: string) => element("paragraph", {}, text(letters));

/** Reads, and makes sure that the editor could open what was read and that nothing was written. */
function read(fragment: Y.XmlFragment): DocumentNode {
  const before = Y.encodeStateAsUpdate(fragment.doc as Y.Doc);
  const document = readFragment(fragment);
  expect(Y.encodeStateAsUpdate(fragment.doc as Y.Doc)).toEqual(before);
  Node.fromJSON(documentSchema(), document).check();
  return document;
}

test("a document reads as it was written", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const document = randomDocument(seededRandom(seed), freshLetters(0x4e00));
    const written = Node.fromJSON(documentSchema(), document);
    const isSame = Node.fromJSON(documentSchema(), read(fragmentOf(...(document.content ?? []).map(elementOf)))).eq(
      written,
    );
    expect(isSame, `seed ${seed}`).toBe(true);
  }
});

test("marks are read, overlapping keys and unknown or impossible ones too", () => {
  const marked = text("one", { bold: {}, "highlight--abcdefgh": {}, sparkle: {}, link: { href: "javascript:x" } });
  expect(read(fragmentOf(element("paragraph", {}, marked))).content).toEqual([
    { type: "paragraph", content: [{ type: "text", text: "one", marks: [{ type: "bold" }, { type: "highlight" }] }] },
  ]);
});

test("unknown and misplaced elements become plain blocks with their words", () => {
  const fragment = fragmentOf(
    element("callout", { mood: "calm" }, paragraph("first"), paragraph("second")),
    text("bare"),
    element("paragraph", {}, text("outer"), paragraph("inner")),
    element("bulletList", {}, paragraph("not an item")),
    element("listItem", {}, paragraph("no list")),
    element("table", {}, paragraph("no row")),
    element("heading", { level: 99, onclick: "x" }, text("title", {})),
    element("codeBlock", {}, text("code", { bold: {} })),
  );
  const document = read(fragment);
  const words = plainText(fragment);
  for (const word of [
    "first",
    "second",
    "bare",
    "outer",
    "inner",
    "not an item",
    "no list",
    "no row",
    "title",
    "code",
  ]) {
    expect(JSON.stringify(document)).toContain(word);
    expect(words).toContain(word);
  }
  expect(JSON.stringify(document)).not.toMatch(/callout|mood|onclick|99/);
});

test("empty lists, quotes and tables read as the least that is valid", () => {
  read(fragmentOf(element("bulletList"), element("taskList"), element("blockquote"), element("table")));
  expect(read(fragmentOf())).toEqual({ type: "doc", content: [{ type: "paragraph" }] });
});

test("three thousand levels are read without overflowing anything", () => {
  const doc = new Y.Doc();
  let inner: Y.XmlFragment = doc.getXmlFragment("default");
  for (let level = 0; level < 3_000; level++) {
    const quote = new Y.XmlElement("blockquote");
    inner.insert(0, [quote]);
    inner = quote;
  }
  inner.insert(0, [paragraph("bottom")]);
  const fragment = doc.getXmlFragment("default");
  expect(JSON.stringify(read(fragment))).toContain("bottom");
  expect(plainText(fragment)).toBe("bottom");
  expect(firstLine(fragment, 100)).toBe("bottom");
});

test("the first line is the first block with words, in one line, never cut inside a character", () => {
  const fragment = fragmentOf(
    element("paragraph"),
    paragraph("   "),
    element(
      "bulletList",
      {},
      element("listItem", {}, element("paragraph", {}, text(" one"), element("hardBreak"), text("two  three "))),
    ),
    paragraph("later"),
  );
  expect(firstLine(fragment, 100)).toBe("one two three");
  expect(firstLine(fragment, 5)).toBe("one …");
  expect(firstLine(fragmentOf(paragraph(`ab${"😀".repeat(9)}`)), 4)).toBe("ab…");
  expect(firstLine(fragmentOf(), 10)).toBe("");
  expect(plainText(fragment)).toBe("\n   \n one\ntwo  three \nlater");
});

test("HTML is escaped, safe and free of styles", () => {
  const html = renderHtml(
    read(
      fragmentOf(
        element(
          "paragraph",
          {},
          text("<img src=x onerror=alert(1)>&", {
            link: { href: 'https://example.org/?a="><script>', title: '"><b>' },
          }),
        ),
        element("paragraph", {}, text("bad", { link: { href: "javascript:alert(1)" } }), element("hardBreak")),
        element("heading", { level: 2 }, text("title")),
        element("orderedList", { start: 3, type: "a" }, element("listItem", {}, paragraph("item"))),
        element("taskList", {}, element("taskItem", { checked: true }, paragraph("done"))),
        element("codeBlock", { language: "js" }, text("a < b")),
        element(
          "table",
          {},
          element(
            "tableRow",
            {},
            element("tableCell", { colspan: 2, colwidth: [10, 20], align: "right" }, paragraph("cell")),
          ),
        ),
        element("horizontalRule"),
      ),
    ),
  );
  expect(html).not.toMatch(/<(script|img|b)\b|javascript|style=/);
  expect(html).toContain('href="https://example.org/?a=&quot;&gt;&lt;script&gt;"');
  expect(html).toContain('rel="noopener noreferrer nofollow"');
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;&amp;");
  expect(html).toContain("<h2>title</h2>");
  expect(html).toContain('<ol dir="auto" start="3" type="a"><li><p>item</p></li></ol>');
  expect(html).toContain('<input type="checkbox" disabled checked>');
  expect(html).toContain('<td colspan="2" data-align="right"><p>cell</p></td>');
  expect(html).toContain("a &lt; b");
});
