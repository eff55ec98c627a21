/** A short way to write the blocks of a template, with the attributes that the editor would give them. */
import type { DocumentNode } from "../../../shared/schema/readFragment.ts";

export interface TemplateText {
  /** The title of the new document, where whoever makes it gives none. */
  title: string;
  blocks: DocumentNode[];
}

/** Plain words, or words with marks. */
type Words = string | DocumentNode;

export function bold(text: string): DocumentNode {
  return { type: "text", text, marks: [{ type: "bold" }] };
}

/** What is to be replaced: said by the look as well as by the words. */
export function italic(text: string): DocumentNode {
  return { type: "text", text, marks: [{ type: "italic" }] };
}

export function heading(level: 1 | 2 | 3, text: string): DocumentNode {
  return { type: "heading", attrs: { level }, content: inline([text]) };
}

export function paragraph(...words: Words[]): DocumentNode {
  const content = inline(words);
  return content.length === 0 ? { type: "paragraph" } : { type: "paragraph", content };
}

export function quote(...words: Words[]): DocumentNode {
  return { type: "blockquote", content: [paragraph(...words)] };
}

/** @param items an empty one is a line to be filled in. */
export function bullets(...items: Words[]): DocumentNode {
  return { type: "bulletList", content: items.map(listItem) };
}

export function numbered(...items: Words[]): DocumentNode {
  return { type: "orderedList", attrs: { start: 1 }, content: items.map(listItem) };
}

export function tasks(...items: Words[]): DocumentNode {
  const content = items.map((item) => ({
    type: "taskItem",
    attrs: { checked: false },
    content: [paragraph(item)],
  }));
  return { type: "taskList", content };
}

/** The first row is the header. */
export function table(header: string[], ...rows: Words[][]): DocumentNode {
  const row = (type: "tableHeader" | "tableCell", cells: Words[]): DocumentNode => ({
    type: "tableRow",
    content: cells.map((cell) => ({ type, attrs: { colspan: 1, rowspan: 1 }, content: [paragraph(cell)] })),
  });
  return { type: "table", content: [row("tableHeader", header), ...rows.map((cells) => row("tableCell", cells))] };
}

function listItem(words: Words): DocumentNode {
  return { type: "listItem", content: [paragraph(words)] };
}

function inline(words: Words[]): DocumentNode[] {
  return words
    .map((part) => (typeof part === "string" ? { type: "text", text: part } : part))
    .filter(({ text }) => text !== "");
}
