import { wordsIn } from "./words.ts";

/** Tells which of the sought words a word is, or -1; see `createFinder`. */
type Finder = (word: string) => number;

interface Hit {
  from: number;
  to: number;
  sought: number;
}

interface Passage {
  from: number;
  to: number;
  hits: Hit[];
}

const maxSnippets = 3;
const snippetLength = 120;
/** What comes before the first hit of a snippet. */
const leadLength = 36;
/** Passages that are looked at to choose from; a word that is everywhere has more than anybody reads. */
const maxPassages = 24;

/** A whole line in parts: every second one, from the second on, is a hit. Plain text, never HTML. */
export function markHits(line: string, finder: Finder): string[] {
  return partsOf(line, { from: 0, to: line.length, hits: [...hitsIn(line, finder)] });
}

/**
 * Up to three passages of about 120 letters around hits, in the order of the text, each in parts as in `markHits`. Those are chosen that
 * show the most of the sought words.
 */
export function snippetsOf(text: string, finder: Finder): string[][] {
  return chosenOf(passagesIn(text, finder)).map((passage) => partsOf(text, passage));
}

function* hitsIn(text: string, finder: Finder): Generator<Hit> {
  for (const { word, at } of wordsIn(text)) {
    const sought = finder(word);
    if (sought !== -1) yield { from: at, to: at + word.length, sought };
  }
}

function passagesIn(text: string, finder: Finder): Passage[] {
  const passages: Passage[] = [];
  let last: Passage | undefined;
  for (const hit of hitsIn(text, finder)) {
    if (last !== undefined && hit.from < last.to) {
      last.hits.push(hit);
      continue;
    }
    if (passages.length === maxPassages) break;
    const from = Math.max(last?.to ?? 0, wordStart(text, hit.from, leadLength));
    last = {
      from,
      to: wordEnd(text, Math.max(hit.from, Math.min(hit.to, from + snippetLength)), from + snippetLength),
      hits: [hit],
    };
    passages.push(last);
  }
  return passages;
}

/** The passages that together show the most of the sought words; the first ones where that is no matter. */
function chosenOf(passages: readonly Passage[]): Passage[] {
  const shown = new Set<number>();
  const left = [...passages];
  const chosen: Passage[] = [];
  const newIn = ({ hits }: Passage) =>
    new Set(hits.map(({ sought }) => sought).filter((sought) => !shown.has(sought))).size;
  while (chosen.length < maxSnippets && left.length > 0) {
    const best = left.reduce((a, b) => (newIn(b) > newIn(a) ? b : a));
    left.splice(left.indexOf(best), 1);
    chosen.push(best);
    for (const { sought } of best.hits) shown.add(sought);
  }
  return chosen.sort((a, b) => a.from - b.from);
}

function partsOf(text: string, { from, to, hits }: Passage): string[] {
  const parts = [""];
  const shown = text.slice(from, to);
  const end = from + shown.trimEnd().length;
  let at = to - shown.trimStart().length;
  const add = (upTo: number, isHit: boolean) => {
    const pieceEnd = Math.min(upTo, end);
    if (pieceEnd <= at) return;
    const words = inOneLine(text.slice(at, pieceEnd));
    at = pieceEnd;
    // Pairs of a script without spaces overlap: what touches is one hit.
    if ((parts.length % 2 === 0) === isHit) parts[parts.length - 1] += words;
    else parts.push(words);
  };
  for (const hit of hits) {
    add(hit.from, false);
    add(hit.to, true);
  }
  add(end, false);
  const first = parts[0] ?? "";
  if (/\S/u.test(text.slice(0, from)) && !/^(…|\.\.\.)/u.test(first)) parts[0] = `…${first}`;
  const last = parts.at(-1) ?? "";
  if (/\S/u.test(text.slice(to, to + snippetLength)) && !/(…|\.\.\.)$/u.test(last)) {
    if (parts.length % 2 === 0) parts.push("…");
    else parts[parts.length - 1] += "…";
  }
  return parts;
}

/** Blocks are lines in the text that is searched, and set apart by a dot where there is one line for them all. */
function inOneLine(words: string): string {
  return words.replace(/\s*\n\s*/gu, " · ").replace(/\s+/gu, " ");
}

/** Where a word begins at most `most` letters before `at`; `at` itself when none does. */
function wordStart(text: string, at: number, most: number): number {
  if (at <= most) return 0;
  const lead = text.slice(at - most, at);
  const gap = lead.search(/\s/u);
  return gap === -1 ? at : at - most + gap + 1;
}

/** Where the last word ends that lies before `most`, but not before `least`. */
function wordEnd(text: string, least: number, most: number): number {
  if (most >= text.length) return text.length;
  for (let end = most; end > least; end--) if (/\s/u.test(text.charAt(end))) return end;
  // A word without an end in sight is cut, though not between the halves of a character.
  const end = Math.max(least, most);
  return /[\ud800-\udbff]$/.test(text.slice(end - 1, end)) ? end - 1 : end;
}
