import { expect, test } from "vitest";
import { createRateLimit } from "../rateLimit.ts";
import { networkOf } from "./network.ts";

test("addresses of one IPv6 network share their turns, and IPv4 written as IPv6 is the same address", () => {
  const limit = createRateLimit({ most: 2, windowMs: 60_000, now: () => 1_000 });
  const take = (address: string) => limit.take(networkOf(address));
  expect([take("2001:db8:1:2::1"), take("2001:db8:1:2:3::2"), take("2001:db8:1:2:ffff::9")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(take("2001:db8:1:3::1")).toBe(true);
  expect([take("::ffff:10.0.0.1"), take("10.0.0.1"), take("::ffff:10.0.0.1")]).toEqual([true, true, false]);
});
