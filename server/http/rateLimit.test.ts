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

test("addresses of one IPv6 network share their turns, and IPv4 written as IPv6 is the same address", () => {
  const { take } = limitOfTwo();
  expect([take("2001:db8:1:2::1"), take("2001:db8:1:2:3::2"), take("2001:db8:1:2:ffff::9")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(take("2001:db8:1:3::1")).toBe(true);
  expect([take("::ffff:10.0.0.1"), take("10.0.0.1"), take("::ffff:10.0.0.1")]).toEqual([true, true, false]);
});

test("a clock that is set back does not make anybody wait for it", () => {
  let moment = 1_000_000;
  const limit = createRateLimit({ most: 1, windowMs: 60_000, now: () => moment });
  expect(limit.take("127.0.0.1")).toBe(true);
  moment -= 86_400_000;
  expect(limit.take("127.0.0.1")).toBe(true);
  expect(limit.take("127.0.0.1")).toBe(false);
});
