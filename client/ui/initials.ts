const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One or two letters for a name: the first of its first and of its last word. */
export function initials(name: string): string {
  const words = name.split(/[\s\p{Pd}_.]+/u).filter(Boolean);
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (firstLetter(first) + firstLetter(last)).toLocaleUpperCase();
}

function firstLetter(word: string | undefined): string {
  if (!word) return "";
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}
