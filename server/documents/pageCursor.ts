/**
 * Where a page of the library ended, so that the next one begins behind it whatever has come and gone meanwhile: what is new does not
 * shift the rest, so that nothing is left out and nothing comes twice, unless it moved itself.
 */
import { type DocumentId, parseId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";

/** A document and what it is sorted by: when it was changed, epoch milliseconds, or its title. */
export interface Place<Key> {
  id: DocumentId;
  key: Key;
}

export interface Ordering<Key> {
  compare(a: Place<Key>, b: Place<Key>): number;
  write(place: Place<Key>): string;
  read(cursor: string): Place<Key> | null;
}

export const byChange: Ordering<number> = {
  compare: (a, b) => b.key - a.key || byId(a, b),
  write: ({ id, key }) => `c.${id}.${key}`,
  read(cursor) {
    const [, id, key] = /^c\.(\w+)\.(\d{1,16})$/.exec(cursor) ?? [];
    return placed(id, key === undefined ? undefined : Number(key));
  },
};

/** Root order of Unicode, not that of the machine's language, so that a cursor means the same after a move to another machine. */
const collator = new Intl.Collator("und", { numeric: true });

/** Of a longer title a cursor holds the beginning: at most three bytes of UTF-8 a unit, written with a third more letters. */
const maxTitleInCursor = 90;

export const byName: Ordering<string> = {
  compare(a, b) {
    // Without a title it has no place among names.
    if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
    return collator.compare(a.key, b.key) || byId(a, b);
  },
  write: ({ id, key }) => `n.${id}.${Buffer.from(beginningOf(key)).toString("base64url")}`,
  read(cursor) {
    const [, id, key] = /^n\.(\w+)\.([\w-]*)$/.exec(cursor) ?? [];
    return placed(id, key === undefined ? undefined : Buffer.from(key, "base64url").toString());
  },
};

/** How many of the sorted places lie before the page that follows a cursor. */
export function countBefore<Key>(
  sorted: readonly Place<Key>[],
  ordering: Ordering<Key>,
  cursor: string | undefined,
): number {
  if (cursor === undefined) return 0;
  const last = ordering.read(cursor);
  if (last === null) throw refuse("malformed", "This page of the library is not known. Begin at the first one again.");
  // Where it stands still, it is found by itself, however little of its title the cursor holds.
  const same = sorted.findIndex((place) => place.id === last.id && ordering.write(place) === cursor);
  if (same !== -1) return same + 1;
  const next = sorted.findIndex((place) => ordering.compare(place, last) > 0);
  return next === -1 ? sorted.length : next;
}

function placed<Key>(id: string | undefined, key: Key | undefined): Place<Key> | null {
  const parsed = parseId<DocumentId>(id);
  return parsed === null || key === undefined ? null : { id: parsed, key };
}

function byId(a: Place<unknown>, b: Place<unknown>): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Not between the halves of a character. */
function beginningOf(title: string): string {
  return title.slice(0, maxTitleInCursor).replace(/[\ud800-\udbff]$/u, "");
}
