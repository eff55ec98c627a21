import * as Y from "yjs";
import { isAllowedAttribute, isAllowedMark } from "./attributeRules.ts";
import { contentRule } from "./contentRules.ts";
import { maxDepth } from "./depth.ts";
import { markOfKey, markSchema, nodeSchema } from "./names.ts";

/** A document as Tiptap and ProseMirror write it in JSON. */
export interface DocumentNode {
  type: string;
  attrs?: Record<string, unknown>;
  content?: DocumentNode[];
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  text?: string;
}

type Child = Y.XmlElement | Y.XmlText | Y.XmlHook;

/**
 * Reads the text of a document without touching it: the binding's own converter deletes from the live document whatever
 * it does not know. Anything is read: unknown or misplaced elements become plain blocks with their words, impossible
 * values are left out. What comes back is valid for the schema.
 */
export function readFragment(fragment: Y.XmlFragment): DocumentNode {
  const content = childrenOf(fragment).flatMap((child) => placed(child, null, 1));
  return { type: "doc", content: content.length > 0 ? content : [{ type: "paragraph" }] };
}

/** All words, a line for each block that holds text; of a long document the first `maxLength` UTF-16 units. */
export function plainText(fragment: Y.XmlFragment, maxLength = Number.POSITIVE_INFINITY): string {
  const found: string[] = [];
  let length = 0;
  for (const line of lines(fragment)) {
    found.push(line);
    length += line.length + 1;
    if (length > maxLength) break;
  }
  const text = found.join("\n");
  // Not between the halves of a character.
  return text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/u, "") : text;
}

/** The first words of a document: its first block with any, cut at `maxLength` with an ellipsis. */
export function firstLine(fragment: Y.XmlFragment, maxLength: number): string {
  for (const raw of lines(fragment)) {
    const line = raw.replace(/\s+/gu, " ").trim();
    if (line === "") continue;
    if (line.length <= maxLength) return line;
    // Not between the halves of a character.
    return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/u, "")}…`;
  }
  return "";
}

/** What `child` becomes inside an element named `parent` (the document: null). */
function placed(child: Child, parent: string | null, depth: number): DocumentNode[] {
  const rule = contentRule(parent);
  if (child instanceof Y.XmlText && rule?.children.has("text")) return textNodes(child, rule.marks);
  if (child instanceof Y.XmlElement && rule?.children.has(child.nodeName) && depth < maxDepth) {
    return [elementNode(child, depth)];
  }
  const words = wordsOf(child);
  return words === "" ? [] : plain(words, parent);
}

/** Words that have no other place: a paragraph of their own where one may stand, bare text inside a line. */
function plain(words: string, parent: string | null): DocumentNode[] {
  const rule = contentRule(parent);
  if (rule?.children.has("text")) return [{ type: "text", text: words }];
  if (rule?.children.has("paragraph")) return [{ type: "paragraph", content: [{ type: "text", text: words }] }];
  const wrapper = rule?.fill ?? (rule?.children.has("tableCell") ? "tableCell" : null);
  return wrapper === null ? [] : [{ type: wrapper, content: plain(words, wrapper) }];
}

function elementNode(element: Y.XmlElement, depth: number): DocumentNode {
  const type = element.nodeName;
  const node: DocumentNode = { type };
  const attrs = Object.entries(element.getAttributes()).filter(([name, value]) =>
    isAllowedAttribute(type, name, value),
  );
  if (attrs.length > 0) node.attrs = Object.fromEntries(attrs);
  const content = childrenOf(element).flatMap((child) => placed(child, type, depth + 1));
  const fill = contentRule(type)?.fill ?? null;
  if (content.length > 0) node.content = content;
  else if (fill !== null) node.content = [emptyNode(fill)];
  return node;
}

function emptyNode(type: string): DocumentNode {
  const fill = contentRule(type)?.fill ?? (type === "tableRow" ? "tableCell" : null);
  return fill === null ? { type } : { type, content: [emptyNode(fill)] };
}

function textNodes(text: Y.XmlText, mayHaveMarks: boolean): DocumentNode[] {
  const nodes: DocumentNode[] = [];
  for (const { insert, attributes } of deltaOf(text)) {
    if (typeof insert !== "string" || insert === "") continue;
    const node: DocumentNode = { type: "text", text: insert };
    const marks = mayHaveMarks ? marksOf(attributes ?? {}) : [];
    if (marks.length > 0) node.marks = marks;
    nodes.push(node);
  }
  return nodes;
}

function marksOf(attributes: Record<string, unknown>): NonNullable<DocumentNode["marks"]> {
  const marks: NonNullable<DocumentNode["marks"]> = [];
  for (const [key, value] of Object.entries(attributes)) {
    const type = markOfKey(key);
    if (value === null || markSchema(type) === null || !isAllowedMark(type, value)) continue;
    const attrs = typeof value === "object" ? { ...value } : {};
    marks.push(Object.keys(attrs).length > 0 ? { type, attrs } : { type });
  }
  return marks;
}

function* lines(fragment: Y.XmlFragment): Generator<string> {
  // A stack and no recursion: this also reads what is nested far deeper than a document may be.
  const waiting: (Child | string)[] = childrenOf(fragment).reverse();
  for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
    if (typeof top === "string") yield top;
    else if (top instanceof Y.XmlText) yield wordsOf(top);
    else if (top instanceof Y.XmlElement) {
      const children = childrenOf(top);
      if (contentRule(top.nodeName)?.children.has("text")) yield wordsOf(top);
      else if (children.length === 0 && nodeSchema(top.nodeName) !== null) continue;
      else waiting.push(...children.reverse());
    }
  }
}

/** The words in something, whatever it is; a line break and the end of an inner element count as the end of a line. */
function wordsOf(root: Child): string {
  let words = "";
  const waiting: (Child | "\n")[] = [root];
  for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
    if (top === "\n") words += words === "" || words.endsWith("\n") ? "" : "\n";
    else if (top instanceof Y.XmlText) {
      for (const { insert } of deltaOf(top)) if (typeof insert === "string") words += insert;
    } else if (top instanceof Y.XmlElement) {
      if (top.nodeName === "hardBreak") words += "\n";
      else waiting.push("\n", ...childrenOf(top).reverse());
    }
  }
  return words.endsWith("\n") ? words.slice(0, -1) : words;
}

function childrenOf(parent: Y.XmlFragment): Child[] {
  // Anything can stand in a hostile document: numbers and maps among the children are nobody's words.
  return parent
    .toArray()
    .filter((child: unknown): child is Child => child instanceof Y.XmlElement || child instanceof Y.XmlText);
}

function deltaOf(text: Y.XmlText): { insert?: unknown; attributes?: Record<string, unknown> }[] {
  return text.toDelta();
}
