import { expect, test } from "vitest";
import { type CrowdCaret, thinOut } from "./thinOut.ts";

/** Somebody at every tenth place, who came one after the other. */
function people(count: number): CrowdCaret[] {
  return Array.from({ length: count }, (_, client) => ({ client, movedAt: client, place: client * 10 }));
}

test("up to a hundred carets are all drawn", () => {
  expect(thinOut(people(100), { from: 0, to: 10 }).size).toBe(100);
});

test("of a crowd those near what is seen are drawn, and those who moved last", () => {
  const shown = thinOut(people(300), { from: 500, to: 690 });
  const near = Array.from({ length: 20 }, (_, index) => 50 + index);
  const movers = Array.from({ length: 20 }, (_, index) => 280 + index);
  expect([...shown].sort((a, b) => a - b)).toEqual([...near, ...movers]);
});

test("where everybody stands together only the latest movers are drawn", () => {
  const together = people(500).map((caret) => ({ ...caret, place: 7 }));
  const shown = thinOut(together, { from: 0, to: 100 });
  expect(shown.size).toBe(100);
  expect(Math.min(...shown)).toBe(400);
});

test("a caret whose text is not here is near nothing", () => {
  const lost = people(300).map((caret) => ({ ...caret, place: null }));
  expect(thinOut(lost, { from: 0, to: 3_000 }).size).toBe(20);
});
