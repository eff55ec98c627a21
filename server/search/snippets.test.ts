import { expect, test } from "vitest";
import { createFinder, readQuestion } from "./question.ts";
import { markHits, snippetsOf } from "./snippets.ts";

const finder = (question: string) => createFinder(readQuestion(question));
const filler = (count: number) => Array.from({ length: count }, (_, index) => `filler${index % 7}`).join(" ");

test("every second part of a title is a hit", () => {
  expect(markHits("Budget of the Budgets 2026", finder("budget"))).toEqual([
    "",
    "Budget",
    " of the ",
    "Budgets",
    " 2026",
  ]);
  expect(markHits("Minutes", finder("budget"))).toEqual(["Minutes"]);
  expect(markHits("", finder("budget"))).toEqual([""]);
});

test("hits are marked whole, whatever their accents", () => {
  expect(markHits("Herr Müller & Frau Müllerová", finder("mueller"))).toEqual([
    "Herr ",
    "Müller",
    " & Frau ",
    "Müllerová",
  ]);
});

test("letters of a script without spaces that touch are one hit", () => {
  expect(markHits("私は東京都へ", finder("東京都"))).toEqual(["私は", "東京都", "へ"]);
});

test("what looks like HTML stays text", () => {
  expect(markHits("<b>bold</b> & more", finder("bold"))).toEqual(["<b>", "bold", "</b> & more"]);
});

test("a snippet has the words around its hit, and says by an ellipsis that there are more", () => {
  const [snippet = []] = snippetsOf(`${filler(30)} the harvest was late ${filler(30)}`, finder("harvest"));
  expect(snippet[1]).toBe("harvest");
  expect(snippet[0]).toMatch(/^….* the $/);
  expect(snippet[2]).toMatch(/^ was late .*…$/);
  expect(snippet.join("").length).toBeGreaterThan(90);
  expect(snippet.join("").length).toBeLessThan(125);
});

test("a short text is shown whole, in one line, its blocks set apart", () => {
  expect(snippetsOf("\nOne harvest\n\nTwo\tharvests \nbegun\n", finder("harvest"))).toEqual([
    ["One ", "harvest", " · Two ", "harvests", " · begun"],
  ]);
});

test("an ellipsis is not put beside one that stands in the text", () => {
  for (const dots of ["…", "..."]) {
    const text = `${"x".repeat(200)} ${dots} harvest ${"y".repeat(100)} ${dots} ${"z".repeat(200)}`;
    expect(snippetsOf(text, finder("harvest"))).toEqual([[`${dots} `, "harvest", ` ${"y".repeat(100)} ${dots}`]]);
  }
});

test("there are at most three snippets, and they do not overlap", () => {
  const text = Array.from({ length: 40 }, (_, index) => `harvest number${index} ${filler(9)}`).join(" ");
  const snippets = snippetsOf(text, finder("harvest"));
  expect(snippets).toHaveLength(3);
  const numbers = snippets.flatMap((parts) => parts.join("").match(/number\d+/g) ?? []);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test("passages with further words are preferred, in the order of the text", () => {
  const text = `${`harvest ${filler(20)} `.repeat(5)} frost ${filler(20)} rain ${filler(20)}`;
  const snippets = snippetsOf(text, finder("harvest frost rain"));
  expect(snippets.map((parts) => parts[1])).toEqual(["harvest", "frost", "rain"]);
});

test("a word without an end is cut between letters", () => {
  const [snippet = []] = snippetsOf(`harvest${"😀".repeat(5)} ${"𠀀".repeat(300)}`, finder("harvest"));
  expect(snippet.join("").isWellFormed()).toBe(true);
  const [long = []] = snippetsOf(`x ${"harvest".repeat(100)}`, finder("harvest"));
  expect(long.join("").length).toBeLessThan(130);
});

test("a text without hits has no snippets", () => {
  expect(snippetsOf(filler(50), finder("harvest"))).toEqual([]);
});
