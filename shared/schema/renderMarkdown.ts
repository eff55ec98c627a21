import { longestRun, renderLine } from "./markdownLine.ts";
import { renderTable } from "./markdownTable.ts";
import type { DocumentNode } from "./readFragment.ts";

/**
 * Writes a document as GitHub-flavoured Markdown. What a person typed never becomes markup. What Markdown lacks is written as others do:
 * a highlight as `==...==`, underlining as a `<u>` tag. Paragraphs without words are left out; merged cells become one cell and empty
 * ones. Readers that make links of bare addresses will do so here too, as our own editor does.
 *
 * @param document as `readFragment` returns it: valid for the schema.
 * @returns text that ends with a line end, or "" for a document without words.
 */
export function renderMarkdown(document: DocumentNode): string {
  const text = joined(renderBlocks(document.content ?? []));
  return text === "" ? "" : `${text}\n`;
}

interface Block {
  type: string;
  text: string;
  /** What sets off the items of a list. */
  sign: string;
  isTight: boolean;
}

function joined(blocks: readonly Block[]): string {
  return blocks.map(({ text }) => text).join("\n\n");
}

function renderBlocks(nodes: readonly DocumentNode[]): Block[] {
  const blocks: Block[] = [];
  for (const node of nodes) {
    const block = renderBlock(node, blocks.at(-1));
    if (block !== null) blocks.push(block);
  }
  return blocks;
}

function renderBlock(node: DocumentNode, before: Block | undefined): Block | null {
  const content = node.content ?? [];
  const plain = (text: string): Block => ({ type: node.type, text, sign: "", isTight: false });
  switch (node.type) {
    case "paragraph": {
      const text = renderLine(content, { breaks: "newLine", beginsLine: true, inTable: false });
      return text === "" ? null : plain(text);
    }
    case "heading":
      return plain(headingText(node));
    case "codeBlock":
      return plain(codeText(node));
    case "blockquote":
      return plain(prefixed(joined(renderBlocks(content)), ">", ">"));
    // Of these signs no list is made, so that a rule stays one at the beginning of an item too.
    case "horizontalRule":
      return plain("___");
    case "table":
      return plain(renderTable(node));
    case "bulletList":
    case "taskList":
    case "orderedList":
      return listBlock(node, before);
    default:
      return null;
  }
}

function headingText({ attrs, content = [] }: DocumentNode): string {
  const signs = "#".repeat(Number(attrs?.level ?? 1));
  const words = renderLine(content, { breaks: "tag", beginsLine: false, inTable: false });
  // Number signs at the end would be taken for the end of the heading.
  return words === "" ? signs : `${signs} ${words.replace(/#$/, "\\#")}`;
}

function codeText({ attrs, content = [] }: DocumentNode): string {
  const code = content
    .map(({ text = "" }) => text)
    .join("")
    .toWellFormed()
    .replace(/\r\n?/g, "\n");
  const fence = "`".repeat(Math.max(3, longestRun(code) + 1));
  const language = typeof attrs?.language === "string" ? attrs.language : "";
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Two lists of a kind in a row need different signs: they would be one list otherwise. */
function listBlock(node: DocumentNode, before: Block | undefined): Block {
  const [usual, other] = node.type === "orderedList" ? [".", ")"] : ["-", "*"];
  const sign = before?.sign === usual ? other : usual;
  const items = (node.content ?? []).map(({ content = [], attrs }, index): Item => {
    const box = node.type === "taskList" ? `[${attrs?.checked === true ? "x" : " "}] ` : "";
    const number = Math.min(Number(node.attrs?.start ?? 1) + index, 999_999_999);
    return renderItem(node.type === "orderedList" ? `${number}${sign}` : String(sign), box, content);
  });
  const isTight = items.every((item) => item.isTight);
  const text = items.map((item) => item.text).join(isTight ? "\n" : "\n\n");
  return { type: node.type, text, sign: String(sign), isTight };
}

interface Item {
  text: string;
  isTight: boolean;
}

function renderItem(marker: string, box: string, content: readonly DocumentNode[]): Item {
  const blocks = renderBlocks(content);
  // A box stands before words and nothing else.
  if (box !== "" && blocks[0]?.type !== "paragraph") {
    blocks.unshift({ type: "paragraph", text: "&nbsp;", sign: "", isTight: false });
  }
  const [first, second, ...more] = blocks;
  const isTight =
    more.length === 0 &&
    (first === undefined || first.type === "paragraph" || (first.isTight && second === undefined)) &&
    (second === undefined || (second.isTight && interruptsParagraph(second.text)));
  if (first === undefined) return { text: marker, isTight: true };
  const body = box + blocks.map(({ text }) => text).join(isTight ? "\n" : "\n\n");
  const indented = prefixed(body, " ".repeat(marker.length), "");
  // A list within a list begins on a line of its own: `- - -` would be a rule.
  if (first.sign !== "") return { text: `${marker}\n${indented}`, isTight };
  return { text: marker + indented.slice(marker.length), isTight };
}

/** A list directly behind the words of its item is seen only when it begins with words, and with the number one. */
function interruptsParagraph(list: string): boolean {
  return /^(?:[-*]|1[.)]) \S/.test(list);
}

/** Puts `prefix` and a space before each line, `alone` before an empty one. */
function prefixed(text: string, prefix: string, alone: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? alone : `${prefix} ${line}`))
    .join("\n");
}
