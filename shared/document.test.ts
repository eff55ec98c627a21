import { expect, test } from "vitest";
import { maxDocumentBytes, maxPasteBytes, maxTitleLength, parseTitle } from "./document.ts";

test.each<[string, unknown, string | null]>([
  ["a plain title", "Minutes of Monday", "Minutes of Monday"],
  ["no title at all", "", ""],
  ["white space alone", " \n\t ", ""],
  ["lines", "Minutes\r\nof\u0000Monday ", "Minutes of Monday"],
  ["the longest title", "x".repeat(maxTitleLength), "x".repeat(maxTitleLength)],
  ["one that is long for its white space alone", `a${" ".repeat(maxTitleLength)}b`, "a b"],
  ["a title that is too long", "x".repeat(maxTitleLength + 1), null],
  ["half of a pair", "\ud83d", null],
  ["no text", null, null],
  ["a number", 7, null],
])("%s is read as it should be", (_what, text, title) => {
  expect(parseTitle(text)).toBe(title);
});

test("what the page lets be pasted fits into an empty document", () => {
  expect(maxPasteBytes).toBeLessThan(maxDocumentBytes);
});
