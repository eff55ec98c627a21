// @vitest-environment happy-dom
import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import { startI18n } from "../app/i18n.ts";
import { dateOf, sentenceOfAccess, sentenceOfEvent } from "./shelfWords.ts";

const ana = "a".repeat(26) as MemberId;
const ben = "b".repeat(26) as MemberId;
const noon = Date.UTC(2026, 4, 3, 12);
const nameOf = (id: MemberId) => (id === ben ? "Ben" : null);

beforeAll(() => {
  startI18n();
  void i18next.changeLanguage("en-GB");
});

function told(before: [Role, Shelf], now: [Role, Shelf], by: MemberId | null): string {
  const change = { before: { role: before[0], shelf: before[1] }, now: { role: now[0], shelf: now[1] }, by };
  return sentenceOfAccess(i18next.t, change, { me: ana, nameOf });
}

test("a date carries its year only when it is another", () => {
  expect(dateOf(noon, noon, "en-GB")).toBe("3 May");
  expect(dateOf(noon, Date.UTC(2027, 1, 1), "en-GB")).toBe("3 May 2026");
});

test("a move says who and when, or when alone: in words for a week, by its date from then on", () => {
  const event = { what: "archived", by: { id: ben, name: "Ben" }, at: noon } as const;
  const told = (later: number) => sentenceOfEvent(i18next.t, event, noon + later, "en-GB");
  const hour = 3_600_000;
  expect(told(5 * 60_000)).toBe("Archived by Ben 5 minutes ago");
  expect(told(30 * hour)).toMatch(/^Archived by Ben yesterday, \d\d:00$/);
  expect(told(3 * 24 * hour)).toMatch(/^Archived by Ben 3 days ago, \d\d:00$/);
  expect(told(8 * 24 * hour)).toBe("Archived by Ben on 3 May");
  expect(sentenceOfEvent(i18next.t, { ...event, by: null }, noon + hour, "en-GB")).toBe("Archived 1 hour ago");
});

test("a change is told by what it means, and by whom when it was somebody else", () => {
  const byBen = told(["editor", "library"], ["viewer", "library"], ben);
  expect(byBen).toBe("You can only read this document now. Changed by Ben.");
  expect(told(["editor", "library"], ["viewer", "library"], ana)).toBe("You can only read this document now.");
  expect(told(["editor", "library"], ["viewer", "library"], null)).toBe("You can only read this document now.");
});

test("more rights and fewer rights to the same role read differently", () => {
  expect(told(["viewer", "library"], ["editor", "library"], null)).toMatch(/can write in this document now/);
  expect(told(["owner", "library"], ["editor", "library"], null)).toMatch(/no longer an owner/);
  expect(told(["viewer", "library"], ["commenter", "library"], null)).toMatch(/can comment/);
  expect(told(["editor", "library"], ["commenter", "library"], null)).toMatch(/no longer change it/);
});

test("reopening tells who may write that they may", () => {
  expect(told(["editor", "archive"], ["editor", "library"], null)).toMatch(/you can write/);
  expect(told(["viewer", "archive"], ["viewer", "library"], null)).toBe("This document is open again.");
  expect(told(["viewer", "library"], ["viewer", "archive"], null)).toMatch(/archive/);
});
