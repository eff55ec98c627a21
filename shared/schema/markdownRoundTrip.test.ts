import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import type { DocumentNode } from "./readFragment.ts";
import { renderMarkdown } from "./renderMarkdown.ts";

type Marks = DocumentNode["marks"];

function text(letters: string, ...marks: (string | NonNullable<Marks>[number])[]): DocumentNode {
  const made = marks.map((mark) => (typeof mark === "string" ? { type: mark } : mark));
  return { type: "text", text: letters, ...(made.length > 0 ? { marks: made } : {}) };
}
const node = (type: string, ...content: DocumentNode[]): DocumentNode => ({ type, content });
const p = (...content: (string | DocumentNode)[]) =>
  node("paragraph", ...content.map((part) => (typeof part === "string" ? text(part) : part)));
const br: DocumentNode = { type: "hardBreak" };

interface Parsed {
  type: string;
  value?: string;
  url?: string;
  title?: string | null;
  depth?: number;
  lang?: string | null;
  ordered?: boolean | null;
  start?: number | null;
  checked?: boolean | null;
  children?: Parsed[];
  position?: { start: { offset?: number } };
}

function parse(source: string): Parsed {
  return fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Parsed;
}

/** What a reader of Markdown sees: blocks by their kind, and in each line its words with their marks. */
type Seen = unknown[];
type Run = [marks: string, words: string];

const signs: Record<string, string> = { strong: "bold", emphasis: "italic", delete: "strike" };
const tags: Record<string, string> = {
  u: "underline",
  strong: "bold",
  em: "italic",
  del: "strike",
  mark: "highlight",
  code: "code",
};

/** All letters, and which marks those have that can be seen: white space may lose a mark. */
function lineOf(runs: readonly Run[]): { words: string; marked: Run[] } {
  const marked: Run[] = [];
  for (const [marks, words] of runs) {
    const visible = words.replace(/\s/gu, "");
    const last = marked.at(-1);
    if (last?.[0] === marks) last[1] += visible;
    else if (visible !== "") marked.push([marks, visible]);
  }
  return { words: runs.map(([, words]) => words).join(""), marked };
}

const namesOf = (marks: readonly string[]) => [...new Set(marks)].sort().join("+");

function seenLine(children: readonly Parsed[], source: string): unknown {
  const runs: Run[] = [];
  const open: string[] = [];
  const walk = (nodes: readonly Parsed[], marks: readonly string[]) => {
    for (const child of nodes) {
      const sign = signs[child.type];
      if (child.type === "text") runs.push([namesOf([...open, ...marks]), child.value ?? ""]);
      else if (child.type === "inlineCode") runs.push([namesOf([...open, ...marks, "code"]), child.value ?? ""]);
      else if (child.type === "break") runs.push(["", "⏎"]);
      else if (sign !== undefined) walk(child.children ?? [], [...marks, sign]);
      else if (child.type === "link") {
        // A bare address that readers make a link of is still its words.
        const isOurs = source[child.position?.start.offset ?? -1] === "[";
        walk(child.children ?? [], isOurs ? [...marks, `link ${child.url} ${child.title ?? ""}`] : marks);
      } else if (child.type === "html") {
        const [, slash, tag = ""] = /^<(\/?)(\w+)>$/.exec(child.value ?? "") ?? [];
        const name = tags[tag];
        if (tag === "br") runs.push(["", "⏎"]);
        else if (name === undefined) throw new Error(`Strange tag ${child.value}`);
        else if (slash === "/") open.pop();
        else open.push(name);
      } else throw new Error(`${child.type} in a line`);
    }
  };
  walk(children, []);
  return lineOf(runs);
}

function seen(block: Parsed, source: string): Seen {
  const children = block.children ?? [];
  const inner = () => children.map((child) => seen(child, source));
  switch (block.type) {
    case "paragraph":
      return ["p", seenLine(children, source)];
    case "heading":
      return [`h${block.depth}`, seenLine(children, source)];
    case "code":
      return ["code", block.lang ?? "", block.value];
    case "thematicBreak":
      return ["rule"];
    case "blockquote":
      return ["quote", ...inner()];
    case "list":
      return [block.ordered ? `list from ${block.start}` : "list", ...inner()];
    case "listItem":
      return [block.checked === true ? "done" : block.checked === false ? "to do" : "item", ...inner()];
    case "table":
      return ["table", ...inner()];
    case "tableRow":
      return ["row", ...children.map((cell) => seenLine(cell.children ?? [], source))];
    default:
      throw new Error(`Strange block ${block.type}: ${block.value}`);
  }
}

function readBack(document: DocumentNode): Seen[] {
  const source = renderMarkdown(document);
  return (parse(source).children ?? []).map((block) => seen(block, source));
}

/** What should be seen, from the document itself. */
function meant(content: readonly DocumentNode[] | undefined): Seen[] {
  return (content ?? []).flatMap((block): Seen[] => {
    const inner = () => meant(block.content);
    switch (block.type) {
      case "paragraph":
        return isWordless(block) ? [] : [["p", meantLine(block)]];
      case "heading":
        return [[`h${block.attrs?.level}`, isWordless(block) ? lineOf([]) : meantLine(block)]];
      case "codeBlock":
        return [["code", block.attrs?.language ?? "", (block.content ?? []).map((part) => part.text).join("")]];
      case "horizontalRule":
        return [["rule"]];
      case "blockquote":
        return [["quote", ...inner()]];
      case "bulletList":
      case "taskList":
        return [["list", ...inner()]];
      case "orderedList":
        return [[`list from ${block.attrs?.start ?? 1}`, ...inner()]];
      case "listItem":
        return [["item", ...inner()]];
      case "taskItem":
        return [
          [
            block.attrs?.checked === true ? "done" : "to do",
            ...(inner()[0]?.[0] === "p" ? [] : [["p", lineOf([["", "\u00a0"]])]]),
            ...inner(),
          ],
        ];
      default:
        throw new Error(block.type);
    }
  });
}

function isWordless(block: DocumentNode): boolean {
  return (block.content ?? []).every(({ type }) => type === "hardBreak");
}

function meantLine(block: DocumentNode): unknown {
  const runs = (block.content ?? []).map(({ type, text: letters = "", marks = [] }): Run => {
    if (type === "hardBreak") return ["", "⏎"];
    const names = marks.map(({ type: name, attrs }) =>
      name === "link" ? `link ${attrs?.href} ${attrs?.title ?? ""}` : name,
    );
    // Code in a line has no line ends.
    return [namesOf(names), names.includes("code") ? letters.replace(/\r\n|[\r\n]/g, " ") : letters];
  });
  return lineOf(runs);
}

const nasty = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(..."\\`*_{}[]()<>#+-.!|~=&:;/\"'$^@%,? \t\n\r1a9Bß東é😀\u00a0“”—·"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "**",
      "__",
      "==",
      "~~",
      "```",
      "---",
      "- ",
      "1. ",
      "1) ",
      "# ",
      "> ",
      "&amp;",
      "&#35;",
      "<b>",
      "<!--",
      "</u>",
      "[x] ",
      "[a](b)",
      "![i](j)",
      "[^1]",
      "[^1]: ",
      "[a]: b",
      "https://example.org/a_b?c=1&d",
      "www.example.org",
      "me@example.org",
      "| --- |",
      ":--",
      "    ",
      "\n\n",
      "* * *",
      "<script>",
      "]]>",
      "$x$",
      "word",
      "two words",
      "snake_case_name",
      "…",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 3 }).map((letters) => letters.replaceAll("\0", "")),
  },
);
const words = fc
  .array(nasty, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(""))
  .filter((all) => all !== "")
  .map((all) => all.toWellFormed());
const link = fc.record({
  type: fc.constant("link"),
  attrs: fc.record({
    href: fc.constantFrom(
      "https://example.org/",
      "https://example.org/a_(b)?c=1&copy=2#d",
      "/local",
      "mailto:me@example.org",
    ),
  }),
});
const plainMark = fc.constantFrom("bold", "italic", "strike", "underline").map((type) => ({ type }));
const markSet = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.uniqueArray(plainMark, { maxLength: 3, selector: ({ type }) => type }) },
  { weight: 1, arbitrary: fc.constant([{ type: "code" }]) },
  { weight: 1, arbitrary: link.map((made) => [made as NonNullable<Marks>[number]]) },
);
const run = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(words, markSet)
      .map(([letters, marks]): DocumentNode => ({ type: "text", text: letters, marks: [...marks] })),
  },
  { weight: 1, arbitrary: fc.constant(br) },
);
const line = fc.array(run, { maxLength: 5 });
const paragraph = line.map((content) => p(...content));
const heading = fc
  .tuple(line, fc.integer({ min: 1, max: 3 }))
  .map(([content, level]): DocumentNode => ({ type: "heading", attrs: { level }, content }));
const code = fc.tuple(words, fc.constantFrom(null, "ts", "c++")).map(
  ([letters, language]): DocumentNode => ({
    type: "codeBlock",
    attrs: { language },
    content: [text(letters.replace(/\r\n?/g, "\n"))],
  }),
);
const rule = fc.constant<DocumentNode>({ type: "horizontalRule" });
const { block } = fc.letrec<{ block: DocumentNode; blocks: DocumentNode[] }>((tie) => ({
  blocks: fc.array(tie("block"), { minLength: 1, maxLength: 3 }),
  block: fc.oneof(
    { maxDepth: 4, depthIdentifier: "blocks" },
    paragraph,
    paragraph,
    heading,
    code,
    rule,
    tie("blocks").map((content) => node("blockquote", ...content)),
    fc
      .array(tie("blocks"), { minLength: 1, maxLength: 3 })
      .map((items) => node("bulletList", ...items.map((item) => node("listItem", ...item)))),
    fc.tuple(fc.array(tie("blocks"), { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 1, 0, 7)).map(
      ([items, start]): DocumentNode => ({
        type: "orderedList",
        attrs: { start },
        content: items.map((item) => node("listItem", ...item)),
      }),
    ),
    fc
      .array(fc.tuple(tie("blocks"), fc.boolean()), { minLength: 1, maxLength: 3 })
      .map((items) =>
        node(
          "taskList",
          ...items.map(([item, checked]): DocumentNode => ({ type: "taskItem", attrs: { checked }, content: item })),
        ),
      ),
  ),
}));

test("whatever is written reads back as it was: blocks, words and marks", () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (content) => {
      expect(readBack(node("doc", ...content))).toEqual(meant(content));
    }),
    { numRuns: 600, seed: 20 },
  );
});

test("the words of every cell of a table read back, each in its place", () => {
  const cell = fc
    .tuple(line, fc.constantFrom("tableCell", "tableHeader"))
    .map(([content, type]) => node(type, p(...content)));
  const table = fc
    .array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((rows) => rows.map((cells) => node("tableRow", ...cells)));
  fc.assert(
    fc.property(table, (rows) => {
      const source = renderMarkdown(node("doc", node("table", ...rows)));
      const [read, ...others] = parse(source).children ?? [];
      expect(others).toEqual([]);
      const seenRows = (read?.children ?? []).map((row) =>
        (row.children ?? []).map((one) => seenLine(one.children ?? [], source)),
      );
      const meantRows = rows.map((row) =>
        (row.content ?? []).map((one) => {
          const [inside] = one.content ?? [];
          return inside === undefined || isWordless(inside) ? lineOf([]) : meantLine(inside);
        }),
      );
      const hasHeader = rows[0]?.content?.some(({ type }) => type === "tableHeader");
      expect(seenRows).toEqual(hasHeader ? meantRows : [[lineOf([]), lineOf([]), lineOf([])], ...meantRows]);
    }),
    { numRuns: 400, seed: 21 },
  );
});
