import { expect, test } from "vitest";
import type { DocumentNode } from "./readFragment.ts";
import { renderMarkdown } from "./renderMarkdown.ts";
import { freshLetters, randomDocument, seededRandom } from "./testing/randomEdits.ts";

type Marks = DocumentNode["marks"];

function text(letters: string, ...marks: (string | NonNullable<Marks>[number])[]): DocumentNode {
  const made = marks.map((mark) => (typeof mark === "string" ? { type: mark } : mark));
  return { type: "text", text: letters, ...(made.length > 0 ? { marks: made } : {}) };
}
const node = (type: string, ...content: DocumentNode[]): DocumentNode => ({ type, content });
const p = (...content: (string | DocumentNode)[]) =>
  node("paragraph", ...content.map((part) => (typeof part === "string" ? text(part) : part)));
const br: DocumentNode = { type: "hardBreak" };
const markdown = (...blocks: DocumentNode[]) => renderMarkdown(node("doc", ...blocks));

test("a document reads like one that a person would have written", () => {
  const item = (...content: DocumentNode[]) => node("listItem", ...content);
  const task = (checked: boolean, ...content: DocumentNode[]): DocumentNode => ({
    ...node("taskItem", ...content),
    attrs: { checked },
  });
  const site = { type: "link", attrs: { href: "https://example.org/", title: 'Say "hello"' } };
  const source = markdown(
    { ...node("heading", text("Minutes, 3 May")), attrs: { level: 1 } },
    p(
      "Ana said: ",
      text("buy 5 - 7 apples", "bold"),
      ", and ",
      text("that ", "italic"),
      text("matters", "italic", "bold"),
      ".",
    ),
    p(
      text("Marked", "highlight"),
      " ",
      text("under", "underline"),
      " ",
      text("gone", "strike"),
      " ",
      text("a `b`", "code"),
      " ",
      text("here", site),
    ),
    node("bulletList", item(p("One"), node("bulletList", item(p("Inner")))), item(p("Two"))),
    node("taskList", task(true, p("Done")), task(false, p())),
    { ...node("orderedList", item(p("Three")), item(p("Four"), p("and more"))), attrs: { start: 3 } },
    node("blockquote", p("A line", br, "and another")),
    { ...node("codeBlock", text("if (a) {\n  b();\n}")), attrs: { language: "ts" } },
    { type: "horizontalRule" },
  );
  expect(source).toBe(`# Minutes, 3 May

Ana said: **buy 5 - 7 apples**, and _that **matters**_.

==Marked== <u>under</u> ~~gone~~ \`\` a \`b\` \`\` [here](https://example.org/ "Say \\"hello\\"")

- One
  - Inner
- Two

* [x] Done
* [ ] &nbsp;

3. Three

4. Four

   and more

> A line\\
> and another

\`\`\`ts
if (a) {
  b();
}
\`\`\`

___
`);
});

test.each([
  ["- no list", "\\- no list"],
  ["12. no number", "12\\. no number"],
  ["# no heading", "\\# no heading"],
  ["> no quote", "\\> no quote"],
  ["<b>no tag</b>", "\\<b>no tag\\</b>"],
  ["&amp; stays", "\\&amp; stays"],
  ["==no highlight==", "\\=\\=no highlight\\=\\="],
  ["![no](image)", "!\\[no\\](image)"],
  ["a_b * 2 - 1", "a_b \\* 2 - 1"],
  ["  led in", "&#32; led in"],
])("%s is written as words", (words, source) => {
  expect(markdown(p(words))).toBe(`${source}\n`);
});

test("what Markdown cannot see as the edge of a mark is written with tags", () => {
  expect(markdown(p("a", text("“b”", "bold"), "c"))).toBe("a<strong>“b”</strong>c\n");
  expect(markdown(p("a", text("b", "italic"), "c"))).toBe("a<em>b</em>c\n");
  expect(markdown(p("a", text("(b)", "highlight"), "c"))).toBe("a<mark>(b)</mark>c\n");
  expect(markdown(p("a ", text(" b ", "bold"), " c"))).toBe("a  **b**  c\n");
});

test("a table has one line a cell, merged cells leave empty ones, and a missing header is empty", () => {
  const cell = (attrs: object, ...content: DocumentNode[]): DocumentNode => ({
    type: "tableCell",
    attrs: { ...attrs },
    content,
  });
  const header = (attrs: object, words: string): DocumentNode => ({
    type: "tableHeader",
    attrs: { ...attrs },
    content: [p(words)],
  });
  const list = node("bulletList", node("listItem", p("x|y")), node("listItem", p("z")));
  expect(
    markdown(
      node(
        "table",
        node("tableRow", header({ align: "right" }, "A"), header({ align: "center", colspan: 2 }, "B")),
        node("tableRow", cell({ rowspan: 2 }, p("1"), p("2")), cell({}, list), cell({})),
        node("tableRow", cell({}, p("3")), cell({}, { ...node("codeBlock", text("a|b\n*")) })),
      ),
    ),
  ).toBe(`| A | B |  |
| ---: | :---: | :---: |
| 1<br>2 | - x\\|y<br>- z |  |
|  | 3 | <code>a\\|b</code><br><code>\\*</code> |
`);
  expect(markdown(node("table", node("tableRow", cell({}, p("1")))))).toBe("|  |\n| --- |\n| 1 |\n");
});

test("merged cells without end cost no memory", () => {
  const wide: DocumentNode = { type: "tableCell", attrs: { colspan: 1000, rowspan: 1000 }, content: [p("wide")] };
  const rows = Array.from({ length: 200 }, () => node("tableRow", ...Array.from({ length: 20 }, () => wide)));
  expect(markdown(node("table", ...rows)).length).toBeLessThan(200_000);
});

test("no word of a random document is missing, and one without words is empty", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const document = randomDocument(seededRandom(seed), freshLetters(0x4e00));
    const source = renderMarkdown(document);
    const letters = JSON.stringify(document).match(/[\u4e00-\u9fff]/g) ?? [];
    expect(source.match(/[\u4e00-\u9fff]/g) ?? [], `seed ${seed}`).toEqual(letters);
  }
  expect(markdown(p())).toBe("");
});

test("half characters and line ends of other systems do no harm", () => {
  expect(markdown(p("a\ud800b"))).toBe("a\ufffdb\n");
  expect(markdown(p("a\r\n- b"))).toBe("a&#13;&#10;- b\n");
  expect(markdown(p(text("x", { type: "link", attrs: { href: "https://example.org/\ud800 \n" } })))).toBe(
    "[x](https://example.org/\ufffd%20%0A)\n",
  );
});
