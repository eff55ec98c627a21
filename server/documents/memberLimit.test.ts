import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type MemberId, makeId } from "../../shared/ids.ts";
import { createMemberLimit } from "./memberLimit.ts";

test("a member who reads without end is stopped for the rest of the minute, and nobody else is", () => {
  let now = 1_000_000;
  const [ana, ben] = [makeId<MemberId>(randomBytes), makeId<MemberId>(randomBytes)];
  const limit = createMemberLimit(() => now, 60);
  const readsUntilRefused = (member: MemberId) => {
    for (let count = 0; ; count++) if (!limit.take(member)) return count;
  };
  expect(readsUntilRefused(ana)).toBe(60);
  expect(limit.take(ben)).toBe(true);
  now += 60_000;
  expect(limit.take(ana)).toBe(true);
  expect(readsUntilRefused(ana)).toBe(59);
  now -= 3_600_000;
  expect(limit.take(ana)).toBe(true);
});
