/** Text with as many different words as people use, some of them in every text and most of them in few: a search must meet both. */
const syllables =
  "ba ne ti ro lu ma sen dor vi kal un sch er st an ge for con pre ly tion ment ar is ed mü grö ßen fé".split(" ");
const vocabularySize = 60_000;

/** A seeded generator of numbers from 0 up to 1. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** From the most common to the rarest; the same in every process. */
export const vocabulary = makeVocabulary();

/** Words until `length` letters are reached; the n-th common word comes about 1/n as often as the first. */
export function writeProse(random, length) {
  let text = "";
  while (text.length < length) {
    const rank = Math.floor(Math.exp(random() * Math.log(vocabularySize))) - 1;
    text += `${text === "" ? "" : " "}${vocabulary[Math.min(rank, vocabularySize - 1)]}`;
  }
  return text;
}

function makeVocabulary() {
  const random = randomFrom(1);
  const words = new Set();
  while (words.size < vocabularySize) {
    let word = "";
    for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
      word += syllables[Math.floor(random() * syllables.length)];
    }
    words.add(word);
  }
  return [...words].sort((a, b) => a.length - b.length);
}
