import { expect, test } from "vitest";
import { torture } from "./torture.ts";

test("a server killed at random moments under real writers loses nothing that was acknowledged or seen", {
  timeout: 240_000,
}, async () => {
  const figures = await torture({ rounds: 5, seed: 1, longestRoundMs: 900 });
  expect(figures.lost).toEqual([]);
  // Without these the test would pass on a server that never acknowledges or shows anything.
  expect(figures.acknowledged).toBeGreaterThan(500);
  expect(figures.seen).toBeGreaterThan(500);
});
