/**
 * Which children an element may have, and what an element without any is given. The same rule as the content expressions
 * of the extensions (a test holds them together), in a form that the server's gate and the client's guard can read from
 * Yjs types without building a ProseMirror document.
 *
 * `text` stands for a text with its marks. `null` is the document itself.
 */
export interface ContentRule {
  readonly children: ReadonlySet<string>;
  /** An element without children would be invalid and gets one of these; null where it may be empty. */
  readonly fill: string | null;
  /** Its text may be formatted. */
  readonly marks: boolean;
}

const blocks = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "taskList",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "table",
];

const rules: ReadonlyMap<string, ContentRule> = new Map([
  ["paragraph", { children: new Set(["text", "hardBreak"]), fill: null, marks: true }],
  ["heading", { children: new Set(["text", "hardBreak"]), fill: null, marks: true }],
  ["codeBlock", { children: new Set(["text"]), fill: null, marks: false }],
  ["bulletList", holds(["listItem"], "listItem")],
  ["orderedList", holds(["listItem"], "listItem")],
  ["taskList", holds(["taskItem"], "taskItem")],
  ["listItem", holds(blocks, "paragraph")],
  ["taskItem", holds(blocks, "paragraph")],
  ["blockquote", holds(blocks, "paragraph")],
  ["table", holds(["tableRow"], "tableRow")],
  ["tableRow", holds(["tableCell", "tableHeader"], null)],
  ["tableCell", holds(blocks, "paragraph")],
  ["tableHeader", holds(blocks, "paragraph")],
  ["horizontalRule", holds([], null)],
  ["hardBreak", holds([], null)],
]);

// An empty document is valid: the editor shows an empty paragraph of its own and writes it with the first letter.
const documentRule: ContentRule = holds(blocks, null);

function holds(children: readonly string[], fill: string | null): ContentRule {
  return { children: new Set(children), fill, marks: false };
}

/** The rule of an element by its name, of the document by null; null for a name that no schema has. */
export function contentRule(name: string | null): ContentRule | null {
  return name === null ? documentRule : (rules.get(name) ?? null);
}

/** All elements that have a rule. */
export const ruledNames: readonly string[] = [...rules.keys()];

/** The one root of a document's Y.Doc. */
export const rootName = "default";
