import { formsOf, wordsIn } from "./words.ts";

/** One word that is looked for. */
export interface SoughtWord {
  /** Any of them will do. */
  forms: readonly string[];
  /**
   * Whether words that begin with it fit too. Not with a single letter that somebody has typed on from: half of all words begin with
   * one, and nobody looks for those.
   */
  mayGoOn: boolean;
  /** Whether words fit too that differ from it by a slip. An index says so of words that fit nothing otherwise: see `SearchIndex`. */
  maySlip: boolean;
}

/** What is looked for: at most `maxWords` words. */
export type Question = readonly SoughtWord[];

/** A question of more words is a pasted passage; its first words find it. */
const maxWords = 12;

/** How much a match counts that is not the word itself. */
const prefixWeight = 0.5;
const fuzzyWeight = 0.3;

/** Reads what somebody typed, slips left out for now. Empty when there is no word in it. */
export function readQuestion(text: string): Question {
  const words: SoughtWord[] = [];
  const seen = new Set<string>();
  const found = [...wordsIn(text)];
  for (const [index, { word, at }] of found.entries()) {
    if (words.length === maxWords) break;
    // The last letter of a run without spaces is in the pair before it already.
    const before = found[index - 1];
    if (before !== undefined && before.at + before.word.length > at && [...word].length === 1) continue;
    const forms = formsOf(word);
    const key = forms[0];
    if (key === undefined || seen.has(key)) continue;
    seen.add(key);
    words.push({ forms, mayGoOn: word.length > 1 || index === found.length - 1, maySlip: false });
  }
  return words;
}

/** How many letters may be wrong, missing, too many or swapped with their neighbour: none in a short word, one in a middling, two in a long one. */
export function slackOf(form: string): 0 | 1 | 2 {
  if (/\p{N}/u.test(form)) return 0;
  return form.length < 4 ? 0 : form.length < 8 ? 1 : 2;
}

/** How much a word counts that begins with the sought form: the more, the less it goes on. 1 for the word itself. */
export function weightOfPrefix(sought: string, form: string): number {
  const more = form.length - sought.length;
  return more === 0 ? 1 : (prefixWeight * form.length) / (form.length + 0.3 * more);
}

/** How much a word counts that differs from the sought form by so many letters. */
export function weightOfSlip(sought: string, distance: number): number {
  return (fuzzyWeight * sought.length) / (sought.length + distance);
}

/**
 * Finds the sought words in a text: answers with the place in the question of the one that a word fits, or -1. By the same rule as an
 * index follows, so that what was found can be marked. It remembers words, which come again and again.
 */
export function createFinder(question: Question): (word: string) => number {
  const known = new Map<string, number>();
  return (word) => {
    let place = known.get(word);
    if (place === undefined) {
      const forms = formsOf(word);
      place = question.findIndex((sought) => forms.some((form) => fits(sought, form)));
      if (known.size < maxRemembered) known.set(word, place);
    }
    return place;
  };
}

const maxRemembered = 50_000;

function fits({ forms, mayGoOn, maySlip }: SoughtWord, form: string): boolean {
  return forms.some(
    (sought) =>
      (mayGoOn ? form.startsWith(sought) : form === sought) ||
      (maySlip && slipsBetween(sought, form, slackOf(sought)) !== null),
  );
}

/**
 * How many slips lie between two forms, or null for more than `most`, which is small. A slip is a letter that is wrong, missing or too
 * many, or two neighbours that are swapped; no letter is in two slips.
 */
export function slipsBetween(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null;
  if (most === 0) return a === b ? 0 : null;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line++) {
    const next = [line];
    for (let column = 1; column <= b.length; column++) {
      const wrong = (last[column - 1] ?? 0) + (a[line - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(wrong, (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1);
      if (line > 1 && column > 1 && a[line - 1] === b[column - 2] && a[line - 2] === b[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    // A swap reaches back by two lines, so that one line beyond the limit proves nothing yet.
    if (Math.min(...next) > most && Math.min(...last) > most) return null;
    beforeLast = last;
    last = next;
  }
  const slips = last[b.length] ?? 0;
  return slips <= most ? slips : null;
}
