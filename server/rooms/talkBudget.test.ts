import { expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import { createTime } from "../simulation/time.ts";
import { TalkBudget } from "./talkBudget.ts";

const [ana, ben] = ["a".repeat(26), "b".repeat(26)] as [MemberId, MemberId];

test("a member may say some lines at once, then as many as time gives, and takes nothing from others", () => {
  const time = createTime();
  const budget = new TalkBudget({ burst: 3, msPerLine: 1_000 }, time.now);
  const takes = (member = ana, times = 5) =>
    Array.from({ length: times }, () => budget.take(member)).filter(Boolean).length;
  expect(takes()).toBe(3);
  expect(takes(ben)).toBe(3);
  time.advance(1_000);
  expect(takes()).toBe(1);
  time.advance(60_000);
  expect(takes()).toBe(3);
});

test("a clock that is set back silences nobody for long", () => {
  const time = createTime();
  const budget = new TalkBudget({ burst: 3, msPerLine: 1_000 }, time.now);
  for (let line = 0; line < 3; line++) budget.take(ana);
  time.setBack(3_600_000);
  expect(budget.take(ana)).toBe(false);
  time.advance(1_000);
  expect(budget.take(ana)).toBe(true);
});
