import { expect, test } from "vitest";
import { createRateLimit } from "./rateLimit.ts";

function limitOfTwo() {
  let now = 1_000;
  const limit = createRateLimit({ most: 2, windowMs: 60_000, now: () => now });
  const wait = (ms: number) => {
    now += ms;
  };
  return { take: limit.take, wait };
}

test("an address has its turns, then none until the window ends", () => {
  const { take, wait } = limitOfTwo();
  expect([take("10.0.0.1"), take("10.0.0.1"), take("10.0.0.1")]).toEqual([true, true, false]);
  wait(60_000);
  expect(take("10.0.0.1")).toBe(true);
});

test("one address does not use up another's turns", () => {
  const { take } = limitOfTwo();
  for (let i = 0; i < 5; i++) take("10.0.0.1");
  expect(take("10.0.0.2")).toBe(true);
});

test("a clock that is set back does not make anybody wait for it", () => {
  let moment = 1_000_000;
  const limit = createRateLimit({ most: 1, windowMs: 60_000, now: () => moment });
  expect(limit.take("127.0.0.1")).toBe(true);
  moment -= 86_400_000;
  expect(limit.take("127.0.0.1")).toBe(true);
  expect(limit.take("127.0.0.1")).toBe(false);
});

test("a member who reads without end is stopped for the rest of the minute, and nobody else is", () => {
  let now = 1_000_000;
  const limit = createRateLimit({ most: 60, windowMs: 60_000, now: () => now });
  const readsUntilRefused = (member: string) => {
    for (let count = 0; ; count++) if (!limit.take(member)) return count;
  };
  expect(readsUntilRefused("ana")).toBe(60);
  expect(limit.take("ben")).toBe(true);
  now += 60_000;
  expect(limit.take("ana")).toBe(true);
  expect(readsUntilRefused("ana")).toBe(59);
  now -= 3_600_000;
  expect(limit.take("ana")).toBe(true);
});
