import { expect, test } from "vitest";
import { formsOf, maxFormLength, wordsIn } from "./words.ts";

const words = (text: string) => [...wordsIn(text)].map(({ word }) => word);

test("words are letters and numbers with their marks, wherever they stand", () => {
  expect(words("It's 3 o’clock, naïve Zoë! (re\u0301sume\u0301) 2026-05")).toEqual([
    "It",
    "s",
    "3",
    "o",
    "clock",
    "naïve",
    "Zoë",
    "re\u0301sume\u0301",
    "2026",
    "05",
  ]);
  expect(words(" \n—…")).toEqual([]);
});

test("each word says where it stands in the text", () => {
  const text = "Zwei 😀 Wörter, 東京都 end";
  for (const { word, at } of wordsIn(text)) expect(text.slice(at, at + word.length)).toBe(word);
});

test("a run of a script without spaces gives its pairs and its last letter", () => {
  expect(words("東京都の人 x")).toEqual(["東京", "京都", "都の", "の人", "人", "x"]);
  expect(words("A東京B")).toEqual(["A", "東京", "京", "B"]);
  expect(words("字")).toEqual(["字"]);
  expect(words("𠀀𠀁")).toEqual(["𠀀𠀁", "𠀁"]);
});

test("case and accents are folded", () => {
  expect(formsOf("Zoë")).toEqual(["zoe"]);
  expect(formsOf("ÉCOLE")).toEqual(["ecole"]);
  expect(formsOf("e\u0301cole")).toEqual(["ecole"]);
  expect(formsOf("Łódź")).toEqual(["lodz"]);
  expect(formsOf("İzmir")).toEqual(["izmir"]);
  expect(formsOf("ΛΌΓΟΣ")).toEqual(formsOf("λόγος"));
  expect(formsOf("Ёлка")).toEqual(["елка"]);
  expect(formsOf("ﬁn")).toEqual(["fin"]);
  expect(formsOf("Donau\u00adschiff")).toEqual(["donauschiff"]);
});

test("German letters have the form in two letters too", () => {
  expect(formsOf("Müller")).toEqual(["muller", "mueller"]);
  expect(formsOf("MU\u0308LLER")).toEqual(["muller", "mueller"]);
  expect(formsOf("Straße")).toEqual(["strasse"]);
  expect(formsOf("STRASSE")).toEqual(["strasse"]);
});

test("vowel signs that are no accents stay", () => {
  expect(formsOf("हिन्दी")).toEqual(["हिन्दी"]);
  expect(formsOf("がく")).toEqual(["がく"]);
});

test("an endless word is cut, and its beginning finds it", () => {
  const long = "x".repeat(100_000);
  expect(formsOf(long)[0]).toHaveLength(maxFormLength);
  expect(formsOf(`ä${long}`)[0]).toHaveLength(maxFormLength);
});
