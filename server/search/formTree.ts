import SearchableMap from "minisearch/SearchableMap";
import { slipsBetween } from "./question.ts";

/** Letters of scripts that are written without spaces, whose words are pairs: see words.ts. */
const pairPattern = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * Forms and what belongs to them, by their beginnings. The radix tree looks at all first letters for each new form, which is nothing for
 * an alphabet and minutes for twenty thousand ideographs: those lie in a table by their first letter.
 */
export class FormTree<T> {
  readonly #words = new SearchableMap<T>();
  readonly #pairs = new Map<string, Map<string, T>>();

  set(form: string, value: T): void {
    if (!pairPattern.test(form)) {
      this.#words.set(form, value);
      return;
    }
    const first = firstOf(form);
    const siblings = this.#pairs.get(first);
    if (siblings === undefined) this.#pairs.set(first, new Map([[form, value]]));
    else siblings.set(form, value);
  }

  delete(form: string): void {
    if (!pairPattern.test(form)) {
      this.#words.delete(form);
      return;
    }
    const siblings = this.#pairs.get(firstOf(form));
    siblings?.delete(form);
    if (siblings?.size === 0) this.#pairs.delete(firstOf(form));
  }

  /** Every form that begins with `beginning`, which is not empty. */
  *beginningWith(beginning: string): Generator<[form: string, value: T]> {
    if (!pairPattern.test(beginning)) {
      yield* this.#words.atPrefix(beginning);
      return;
    }
    for (const pair of this.#pairs.get(firstOf(beginning)) ?? []) if (pair[0].startsWith(beginning)) yield pair;
  }

  /**
   * Every form at most `most` slips away (`slipsBetween`). Nobody looks for slips in pairs: one letter of two is another word.
   */
  near(form: string, most: 1 | 2): Iterable<[value: T, slips: number]> {
    const found = new Map<string, [T, number]>();
    // The tree knows nothing of swaps, so they are tried beforehand, and it looks for the other slips from there.
    const keep = (near: string, value: T) => {
      const slips = found.has(near) ? null : slipsBetween(form, near, most);
      if (slips !== null) found.set(near, [value, slips]);
    };
    const look = (from: string, left: number) => {
      if (left === 0) {
        const value = this.#words.get(from);
        if (value !== undefined) keep(from, value);
        return;
      }
      for (const [near, [value]] of this.#words.fuzzyGet(from, left)) keep(near, value);
      for (const swapped of swapsOf(from)) look(swapped, left - 1);
    };
    look(form, most);
    return found.values();
  }
}

/** The form with each two neighbours swapped, unless they are the same. */
function* swapsOf(form: string): Generator<string> {
  for (let at = 1; at < form.length; at++) {
    const [before, after] = [form.charAt(at - 1), form.charAt(at)];
    if (before !== after) yield form.slice(0, at - 1) + after + before + form.slice(at + 1);
  }
}

function firstOf(form: string): string {
  return String.fromCodePoint(form.codePointAt(0) ?? 0);
}
