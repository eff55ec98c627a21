/**
 * How text becomes words, and words become the forms by which they are found. The index, the questions and the marking of hits all go
 * through here, so that what is found is also what is marked.
 */

/** Beyond this a word is cut: nobody types more, and a line of encoded bytes is no word. */
export const maxFormLength = 40;

/** Marks and joiners belong to the word that they stand in, and so does a soft hyphen. */
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200b-\u200d\u2060]*/gu;
const plainPattern = /^[a-z0-9]+$/;
const foldedPattern = /^[A-Za-z0-9]+$/;

/** Scripts that are written without spaces: a run of them is read as all its pairs of neighbours. */
const runPattern =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]{2,}/gu;

export interface Word {
  word: string;
  /** Where it begins in the text, in UTF-16 units. */
  at: number;
}

/**
 * The words of a text in their order. A run of a script without spaces gives its overlapping pairs and its last letter, so that each of
 * its letters begins a word.
 */
export function* wordsIn(text: string): Generator<Word> {
  for (const { 0: word, index: at } of text.matchAll(wordPattern)) {
    // The first such letter is U+0E01; most words need not be looked at again.
    if (!mayHoldRuns(word)) yield { word, at };
    else yield* pairsIn(word, at);
  }
}

function mayHoldRuns(word: string): boolean {
  for (let index = 0; index < word.length; index++) if (word.charCodeAt(index) > 0xe00) return true;
  return false;
}

function* pairsIn(word: string, at: number): Generator<Word> {
  let readUpTo = 0;
  for (const { 0: run, index } of word.matchAll(runPattern)) {
    if (index > readUpTo) yield { word: word.slice(readUpTo, index), at: at + readUpTo };
    let from = index;
    let before = "";
    for (const letter of run) {
      if (before !== "") {
        yield { word: before + letter, at: at + from };
        from += before.length;
      }
      before = letter;
    }
    yield { word: before, at: at + from };
    readUpTo = index + run.length;
  }
  if (readUpTo < word.length) yield { word: word.slice(readUpTo), at: at + readUpTo };
}

/**
 * The forms of one word: case and accents folded ("Müller" is "muller"), and where letters have a way of being written in two, that one
 * too ("mueller"). The first is the plain one. Empty when nothing is left of it.
 */
export function formsOf(word: string): readonly string[] {
  if (plainPattern.test(word)) return [word.slice(0, maxFormLength)];
  if (foldedPattern.test(word)) return [word.slice(0, maxFormLength).toLowerCase()];
  // A form may be shorter or longer than its word, but never so much that what is cut here would have been within it.
  const lower = word
    .slice(0, 4 * maxFormLength)
    .normalize("NFC")
    .toLowerCase();
  const plain = fold(lower);
  const wide = lower.replace(/[äöüøå]/g, (letter) => inTwo[letter] ?? letter);
  const forms = wide === lower ? [plain] : [plain, fold(wide)];
  return forms.filter((form) => form !== "");
}

const inTwo: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };

/** Letters of their own, which do not come apart into a letter and an accent. */
const alone: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ı: "i",
  þ: "th",
  ς: "σ",
};

function fold(lower: string): string {
  return (
    lower
      .normalize("NFKD")
      // The accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic, and what is not seen. Other marks are vowels.
      .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u00ad\u200b-\u200d\u2060]/g, "")
      .normalize("NFC")
      .toLowerCase()
      .replace(/[ßæœøđðłıþς]/g, (letter) => alone[letter] ?? letter)
      .slice(0, maxFormLength)
  );
}
