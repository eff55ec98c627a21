import { expect, test } from "vitest";
import { exactTime, relativeTime } from "./relativeTime.ts";

const now = new Date(2026, 4, 20, 14, 5).getTime();
const before = (milliseconds: number) => relativeTime(now - milliseconds, now, "en-GB");
const on = (...date: [number, number, number, number, number]) =>
  relativeTime(new Date(...date).getTime(), now, "en-GB");
const minute = 60_000;

test("the last week is told in words", () => {
  expect(before(5_000)).toBe("now");
  expect(before(minute)).toBe("1 minute ago");
  expect(before(59.9 * minute)).toBe("59 minutes ago");
  expect(on(2026, 4, 20, 9, 0)).toBe("5 hours ago");
  expect(on(2026, 4, 19, 23, 0)).toBe("yesterday");
  expect(on(2026, 4, 14, 1, 0)).toBe("6 days ago");
});

test("from a week on a moment is its date, with the year when it is another", () => {
  expect(on(2026, 4, 13, 14, 0)).toBe("13 May");
  expect(on(2025, 4, 3, 9, 0)).toBe("3 May 2025");
});

test("an hour ago stays an hour ago across midnight", () => {
  const justPastMidnight = new Date(2026, 4, 20, 0, 30).getTime();
  expect(relativeTime(justPastMidnight - 60 * minute, justPastMidnight, "en-GB")).toBe("1 hour ago");
});

test("a server clock that is ahead of ours never yields the future", () => {
  expect(before(-3 * minute)).toBe("now");
});

test("every language has its own words", () => {
  expect(relativeTime(now - 2 * 24 * 60 * minute, now, "de")).toBe("vorgestern");
});

test("the exact moment carries weekday, date, year and time", () => {
  expect(exactTime(new Date(2026, 4, 3, 9, 5).getTime(), "en-GB")).toMatch(/Sunday,? 3 May 2026.*09:05/);
});
