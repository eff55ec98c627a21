import { expect, test } from "vitest";
import type { MemberId } from "../shared/ids.ts";
import { createMemberLimit } from "./memberLimit.ts";

function limitOf(perMinute: number, perHour: number) {
  let now = 0;
  const limit = createMemberLimit({ perMinute, perHour, now: () => now });
  return {
    take: (member: string, network = "10.0.0.1") => limit.take(member as MemberId, network),
    wait: (minutes: number) => {
      now += minutes * 60_000;
    },
  };
}

test("a member has so many turns a minute, and so many an hour", () => {
  const { take, wait } = limitOf(2, 3);
  expect([take("ana"), take("ana"), take("ana")]).toEqual([true, true, false]);
  wait(1);
  expect([take("ana"), take("ana")]).toEqual([true, false]);
  wait(60);
  expect(take("ana")).toBe(true);
});

test("whoever becomes another with each turn stays in one network, where many have room", () => {
  const { take } = limitOf(2, 100);
  const turns = Array.from({ length: 12 }, (_, index) => take(`guest ${index}`));
  expect(turns).toEqual([...Array<boolean>(10).fill(true), false, false]);
  expect(take("cleo", "10.0.0.2")).toBe(true);
});

test("what was refused to a member takes nothing from the others of their network", () => {
  const { take } = limitOf(2, 100);
  for (let turn = 0; turn < 100; turn++) take("ana");
  expect(take("ben")).toBe(true);
});
