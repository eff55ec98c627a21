/**
 * The numbers of the schema. A document's number is the highest that any name in it needs; an editor of a lower number
 * would delete that content for everybody merely by opening the document, so it is turned away (server) or shows the
 * document read-only (client). Raise `schemaNumber` with each name, attribute or attribute value that is added.
 */
export const schemaNumber = 1;

/** Every node that may stand in a document as an element, and the first schema number that has it. */
const nodeNumbers: ReadonlyMap<string, number> = new Map([
  ["paragraph", 1],
  ["heading", 1],
  ["bulletList", 1],
  ["orderedList", 1],
  ["listItem", 1],
  ["taskList", 1],
  ["taskItem", 1],
  ["blockquote", 1],
  ["codeBlock", 1],
  ["horizontalRule", 1],
  ["hardBreak", 1],
  ["table", 1],
  ["tableRow", 1],
  ["tableHeader", 1],
  ["tableCell", 1],
]);

/** Every mark that may stand on text, and the first schema number that has it. */
const markNumbers: ReadonlyMap<string, number> = new Map([
  ["bold", 1],
  ["italic", 1],
  ["strike", 1],
  ["underline", 1],
  ["code", 1],
  ["link", 1],
  ["highlight", 1],
]);

export const nodeNames: readonly string[] = [...nodeNumbers.keys()];
export const markNames: readonly string[] = [...markNumbers.keys()];

/** The first schema number that has this node or mark; null when none has it. */
export function requiredSchema(name: string): number | null {
  return nodeNumbers.get(name) ?? markNumbers.get(name) ?? null;
}

/** The first schema number that has this node; null when none has it. */
export function nodeSchema(name: string): number | null {
  return nodeNumbers.get(name) ?? null;
}

/** The first schema number that has this mark; null when none has it. */
export function markSchema(name: string): number | null {
  return markNumbers.get(name) ?? null;
}

const hashedMark = /^(.*)--[a-zA-Z0-9+/=]{8}$/s;

/** The name of the mark behind a formatting key: the binding writes marks that may overlap themselves as `name--hash`. */
export function markOfKey(key: string): string {
  return hashedMark.exec(key)?.[1] ?? key;
}
