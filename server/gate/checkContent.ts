import { type RefusalCode, refuse } from "../../shared/refusal.ts";
import { isAllowedAttribute, isAllowedMark } from "../../shared/schema/attributeRules.ts";
import { contentRule } from "../../shared/schema/contentRules.ts";
import { maxDepth } from "../../shared/schema/depth.ts";
import { markOfKey, markSchema, nodeSchema } from "../../shared/schema/names.ts";
import type { Container, Place } from "./places.ts";
import { type ReadStruct, structKind, typeRef } from "./readUpdate.ts";

/**
 * Checks that a new struct is something that a document may hold at its place, and tells the schema number that it needs.
 * Allowed is exactly what the editor's binding writes: elements and texts in elements, letters and marks in texts, plain
 * values as attributes. Anything else makes editors throw, or is deleted by them for everybody.
 *
 * @throws an `unknown-content` or `malformed` refusal.
 */
export function checkContent(struct: ReadStruct, { container, attribute }: Place): number {
  if (struct.kind === structKind.doc) throw unknown("a document inside the document");
  if (container.kind === "gone" || struct.kind === structKind.gc) return 1;
  if (container.kind === "foreign") throw unknown("content outside of the text");
  if (struct.kind === structKind.deleted) return 1;
  if (attribute !== null) return checkAttribute(struct, container, attribute);
  if (container.kind === "text") return checkInText(struct, container.parent);
  return checkChild(struct, container);
}

function checkAttribute(struct: ReadStruct, container: Container, attribute: string): number {
  if (container.kind !== "element" || struct.kind !== structKind.any || !Array.isArray(struct.value)) {
    throw unknown(`the attribute ${named(attribute)}`);
  }
  for (const value of struct.value) {
    if (!isAllowedAttribute(container.name, attribute, value)) {
      throw unknown(`the attribute ${named(attribute)} of ${named(container.name)}`);
    }
  }
  return 1;
}

function checkInText(struct: ReadStruct, parent: string | null): number {
  if (struct.kind === structKind.string) return 1;
  if (struct.kind !== structKind.format || struct.name === null) throw unknown("something that is not text in a text");
  const mark = markOfKey(struct.name);
  const schema = markSchema(mark);
  if (schema === null) throw unknown(`the mark ${named(mark)}`);
  if (!isAllowedMark(mark, struct.value)) throw unknown(`the mark ${named(mark)} as it was written`);
  if (struct.value !== null && !contentRule(parent)?.marks) throw unknown(`marks inside ${named(parent ?? "text")}`);
  return schema;
}

function checkChild(struct: ReadStruct, container: Container & { depth: number }): number {
  if (struct.kind !== structKind.type) throw unknown("text outside of a paragraph");
  if (container.depth + 1 > maxDepth) {
    throw refuse("unknown-content", "This is nested too deeply for a document. Use fewer levels.");
  }
  const parent = container.kind === "element" ? container.name : null;
  if (struct.type === typeRef.text) {
    if (!contentRule(parent)?.children.has("text")) throw unknown("text outside of a paragraph");
    return 1;
  }
  if (struct.type !== typeRef.element || struct.name === null) throw unknown("content of a foreign kind");
  const schema = nodeSchema(struct.name);
  if (schema === null) throw unknown(named(struct.name));
  if (!contentRule(parent)?.children.has(struct.name)) {
    throw unknown(`${named(struct.name)} inside ${parent === null ? "the document" : named(parent)}`);
  }
  return schema;
}

function unknown(what: string): Error {
  return refuse("unknown-content" satisfies RefusalCode, `A document of this server cannot hold ${what}.`);
}

// Names come from other people's bytes and end up in a sentence and in a log line.
function named(name: string): string {
  const shown = name.replace(/[^\w .:-]/g, "?");
  return `“${shown.length > 40 ? `${shown.slice(0, 39)}…` : shown}”`;
}
