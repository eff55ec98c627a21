import { expect, test } from "vitest";
import { createSlices } from "./slices.ts";

function openTestSlices() {
  let time = 0;
  const waits: { ms: number; run: () => void }[] = [];
  const slices = createSlices({ now: () => time, after: (ms, run) => waits.push({ ms, run }), sliceMs: 10 });
  return { slices, waits, works: (ms: number) => (time += ms) };
}

test("work goes on until its slice is used up, and then rests as long as it took", async () => {
  const { slices, waits, works } = openTestSlices();
  works(9);
  expect(slices.rest()).toBe(null);
  works(6);
  const resting = slices.rest();
  expect(resting).not.toBe(null);
  expect(waits.map(({ ms }) => ms)).toEqual([15]);
  works(15);
  waits[0]?.run();
  await resting;
  works(9);
  expect(slices.rest()).toBe(null);
});

test("after a long wait the rest stays short", () => {
  const { slices, waits, works } = openTestSlices();
  works(60_000);
  void slices.rest();
  expect(waits.map(({ ms }) => ms)).toEqual([40]);
});

test("all who ask during a rest wait for the same moment", () => {
  const { slices, waits, works } = openTestSlices();
  works(10);
  expect(slices.rest()).toBe(slices.rest());
  expect(waits).toHaveLength(1);
});
