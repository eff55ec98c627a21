import { expect, test } from "vitest";
import { type DocumentId, makeId, parseId } from "./ids.ts";

test("an id uses all of the alphabet, reads back as itself, and differs where the random bytes do", () => {
  const ids = Array.from({ length: 32 }, (_, byte) => makeId<DocumentId>((count) => new Uint8Array(count).fill(byte)));
  expect(new Set(ids).size).toBe(32);
  for (const id of ids) expect(parseId(id)).toBe(id);
});

test("only five bits of a random byte count, so every letter is as likely as any other", () => {
  const idOf = (byte: number) => makeId<DocumentId>((count) => new Uint8Array(count).fill(byte));
  for (let byte = 32; byte < 256; byte++) expect(idOf(byte)).toBe(idOf(byte % 32));
});

test.each([
  ["nothing", undefined],
  ["a number", 7],
  ["a list", [`${"a".repeat(26)}`]],
  ["an empty text", ""],
  ["one letter too few", "a".repeat(25)],
  ["one letter too many", "a".repeat(27)],
  ["a capital", `A${"a".repeat(25)}`],
  ["a digit that is not in the alphabet", `1${"a".repeat(25)}`],
  ["a path", `../${"a".repeat(23)}`],
  ["a line end", `${"a".repeat(26)}\n`],
  ["a letter that looks like one of ours", `а${"a".repeat(25)}`],
])("%s is no id", (_what, text) => {
  expect(parseId(text)).toBeNull();
});
