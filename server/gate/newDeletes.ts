import * as Y from "yjs";
import type { CutWork } from "./cutWork.ts";
import type { ReadDeletes } from "./readUpdate.ts";

/** What the deleted ranges of an update would newly take away. */
export interface NewDeletes {
  /** Ranges that delete something which still stands, or which came with the update itself. */
  ranges: number;
  /** Letters, elements or attributes are among it. */
  text: boolean;
  /** Formatting marks that are taken away; complete only if `text` is false. */
  marks: Y.Item[];
}

/**
 * Adds to `found` what `deletes` would take away from the part of one client that the document knows, up to
 * `known`, and to `cuts` the work of it.
 */
export function findNewDeletes(
  doc: Y.Doc,
  deletes: ReadDeletes,
  known: number,
  found: NewDeletes,
  cuts: CutWork,
): void {
  const structs = doc.store.clients.get(deletes.client) ?? [];
  let from = 0;
  const { ranges, wereSorted } = inOrder(deletes);
  for (const [start, end] of ranges) {
    let touches = end > known;
    // Ranges may overlap in what a hostile client sends; each struct is looked at once all the same.
    let clock = Math.max(start, from);
    from = Math.max(from, end);
    const last = Math.min(end, known);
    if (clock < last) {
      for (let index = Y.findIndexSS(structs, clock); clock < last; index++) {
        const struct = structs[index];
        if (struct === undefined) break;
        if (!struct.deleted) {
          touches = true;
          if (found.text) break;
          if (!(struct instanceof Y.Item) || struct.countable) found.text = true;
          else found.marks.push(struct);
        }
        clock = struct.id.clock + struct.length;
      }
    }
    if (!touches) continue;
    found.ranges++;
    if (start < known) cuts.addRange(deletes.client, start, last, wereSorted ? 0 : 2 * ranges.length);
  }
}

/**
 * Whether taking these formatting marks away leaves every letter as it looks now. Yjs' own clean-up deletes such marks in
 * documents that nobody writes in; an edit that really unbolds a word may consist of nothing but deleted marks, too.
 */
export function areRedundant(marks: readonly Y.Item[]): boolean {
  const going = new Set(marks);
  return [...new Set(marks.map((mark) => mark.parent))].every((text) => looksSameWithout(text, going));
}

function looksSameWithout(text: Y.Item["parent"], going: ReadonlySet<Y.Item>): boolean {
  if (!(text instanceof Y.AbstractType)) return true;
  const now = new Map<string, string>();
  const then = new Map<string, string>();
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat) {
      const { key, value } = item.content;
      setMark(now, key, value);
      if (!going.has(item)) setMark(then, key, value);
    } else if (item.countable && !areEqual(now, then)) {
      return false;
    }
  }
  return true;
}

function setMark(marks: Map<string, string>, key: string, value: unknown): void {
  if (value === null) marks.delete(key);
  else marks.set(key, JSON.stringify(value));
}

function areEqual(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (right.get(key) !== value) return false;
  return true;
}

function inOrder(deletes: ReadDeletes): { ranges: [start: number, end: number][]; wereSorted: boolean } {
  const ranges = deletes.starts.map((start, index): [number, number] => [start, start + (deletes.lengths[index] ?? 0)]);
  const wereSorted = ranges.every(([start], index) => index === 0 || start >= (ranges[index - 1]?.[0] ?? 0));
  if (!wereSorted) ranges.sort((left, right) => left[0] - right[0]);
  return { ranges, wereSorted };
}
