import { expect, test } from "vitest";
import { createRandom } from "../simulation/random.ts";
import { RecentUpdates } from "./recentUpdates.ts";

test("nothing was pushed, so nothing is there", () => {
  const recent = new RecentUpdates();
  expect(recent.count).toBe(0);
  expect(recent.last(0)).toEqual([]);
});

test.each([1, 2, 3, 4, 5])(
  "the last updates come back as they were pushed, however many are asked for (seed %i)",
  (seed) => {
    const random = createRandom(seed);
    const recent = new RecentUpdates();
    const pushed: Uint8Array[] = [];
    for (let turn = 0; turn < 100; turn++) {
      const update = random.bytes(random.below(random.pick([2, 100, 1_200])));
      expect(recent.push(update)).toBe(true);
      pushed.push(update);
      expect(recent.count).toBe(pushed.length);
      const count = random.below(pushed.length + 1);
      expect(recent.last(count).map((view) => [...view])).toEqual(
        pushed.slice(pushed.length - count).map((kept) => [...kept]),
      );
    }
  },
);

test("an update that is changed after it was pushed stays what it was", () => {
  const recent = new RecentUpdates();
  const update = new Uint8Array([1, 2, 3]);
  recent.push(update);
  update.fill(9);
  expect([...(recent.last(1)[0] ?? [])]).toEqual([1, 2, 3]);
});

test("it takes a hundred updates and no more, and what it holds stays whole", () => {
  const recent = new RecentUpdates();
  for (let index = 0; index < 100; index++) expect(recent.push(new Uint8Array([index]))).toBe(true);
  expect(recent.push(new Uint8Array([100]))).toBe(false);
  expect(recent.last(100).map(([first]) => first)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test("it takes 128 kB and no more, be it in one update", () => {
  expect(new RecentUpdates().push(new Uint8Array(128 * 1024))).toBe(false);
  const recent = new RecentUpdates();
  expect(recent.push(new Uint8Array(100_000).fill(1))).toBe(true);
  expect(recent.push(new Uint8Array(40_000))).toBe(false);
  expect(recent.push(new Uint8Array(20_000).fill(2))).toBe(true);
  expect(recent.last(2).map((update) => [update.length, update[0]])).toEqual([
    [100_000, 1],
    [20_000, 2],
  ]);
});
