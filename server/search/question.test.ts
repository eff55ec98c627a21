import fc from "fast-check";
import { expect, test } from "vitest";
import { createFinder, readQuestion, slackOf, slipsBetween } from "./question.ts";

const found = (question: string, word: string) => createFinder(readQuestion(question))(word);
const foundBySlip = (question: string, word: string) =>
  createFinder(readQuestion(question).map((sought) => ({ ...sought, maySlip: true })))(word);

test("a question is its words, each once, at most twelve", () => {
  expect(readQuestion("  Notes, notes — NOTES ")).toHaveLength(1);
  expect(readQuestion(Array.from({ length: 40 }, (_, index) => `word${index}x`).join(" "))).toHaveLength(12);
  expect(readQuestion("?!")).toEqual([]);
});

test("a run of a script without spaces is looked for by its pairs alone", () => {
  expect(readQuestion("東京都").map(({ forms }) => forms[0])).toEqual(["東京", "京都"]);
  expect(readQuestion("都").map(({ forms }) => forms[0])).toEqual(["都"]);
});

test("a word fits what begins with it", () => {
  expect(found("meet", "Meeting")).toBe(0);
  expect(found("notes budget", "Budgets")).toBe(1);
  for (const [typed, word] of [
    ["what", "that"],
    ["form", "for"],
    ["café", "care"],
    ["meting", "meeting"],
  ] as const) {
    expect(found(typed, word)).toBe(-1);
  }
});

test("a word that may slip fits what differs by a letter, or two when it is long", () => {
  expect(foundBySlip("meting", "meeting")).toBe(0);
  expect(foundBySlip("breif", "brief")).toBe(0);
  expect(foundBySlip("cat", "cut")).toBe(-1);
  expect(foundBySlip("organise", "organize")).toBe(0);
  expect(foundBySlip("meet", "metre")).toBe(-1);
  expect(foundBySlip("2025", "2026")).toBe(-1);
});

test("a single letter finds beginnings only while it is the last that was typed", () => {
  expect(found("b", "budget")).toBe(0);
  expect(found("b notes", "budget")).toBe(-1);
  expect(found("b notes", "B")).toBe(0);
});

test("umlauts are found by either way of writing them", () => {
  for (const typed of ["müller", "mueller", "muller", "MÜLLER"]) expect(found(typed, "Müller")).toBe(0);
  for (const typed of ["müller", "mueller"]) expect(found(typed, "Mueller")).toBe(0);
  for (const typed of ["straße", "strasse"]) {
    expect(found(typed, "Straße")).toBe(0);
    expect(found(typed, "Strasse")).toBe(0);
  }
});

test("slips are counted as a plain computation counts them", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 2 }), (a, b, most) => {
      const slips = distance(a, b);
      expect(slipsBetween(a, b, most)).toBe(slips <= most ? slips : null);
    }),
    { seed: 11, numRuns: 2_000 },
  );
});

test("short words and numbers have no slack", () => {
  expect([slackOf("abc"), slackOf("abcd"), slackOf("abcdefgh"), slackOf("12345678")]).toEqual([0, 1, 2, 0]);
});

function distance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  if (a[0] === b[0]) return distance(a.slice(1), b.slice(1));
  const swap = a.length > 1 && a[0] === b[1] && a[1] === b[0] ? 1 + distance(a.slice(2), b.slice(2)) : 99;
  return Math.min(swap, 1 + distance(a.slice(1), b), 1 + distance(a, b.slice(1)), 1 + distance(a.slice(1), b.slice(1)));
}
