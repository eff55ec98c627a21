import * as Y from "yjs";
import { markOfKey, requiredSchema } from "./names.ts";

/**
 * The schema number that the content of a document needs: the highest of any element or mark in it, at least 1. Names that nobody knows
 * count for nothing; the gate lets none in.
 */
export function neededSchema(
  fragment: Y.XmlFragment,
  numberOf: (name: string) => number | null = requiredSchema,
): number {
  let needed = 1;
  const open: Y.XmlFragment[] = [fragment];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of next.toArray()) {
      if (child instanceof Y.XmlElement) {
        needed = Math.max(needed, numberOf(child.nodeName) ?? 1);
        open.push(child);
      } else if (child instanceof Y.XmlText) {
        for (const { attributes } of child.toDelta() as { attributes?: Record<string, unknown> }[]) {
          for (const key of Object.keys(attributes ?? {})) needed = Math.max(needed, numberOf(markOfKey(key)) ?? 1);
        }
      }
    }
  }
  return needed;
}
