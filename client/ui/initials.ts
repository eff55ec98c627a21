const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One or two letters for a name: the first of its first and of its last word. A name without letters keeps its first sign. */
export function initials(name: string): string {
  const signs = name
    .split(/[\s\p{Pd}_.]+/u)
    .filter(Boolean)
    .map(firstSign);
  const letters = signs.filter((sign) => /^[\p{L}\p{N}]/u.test(sign));
  const first = letters[0] ?? signs[0] ?? "";
  const last = letters.length > 1 ? (letters.at(-1) ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

function firstSign(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}
