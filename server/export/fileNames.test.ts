import fc from "fast-check";
import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { attachmentHeader, fileNameOf, folderNameOf } from "./fileNames.ts";

test.each([
  ["Minutes, 3 May (draft)", "Minutes, 3 May (draft)"],
  ["../../etc/passwd", "etc passwd"],
  ['a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"],
  [".hidden. ", "hidden"],
  ["con", "_con"],
  ["LPT1.txt", "_LPT1.txt"],
  ["COM¹", "_COM¹"],
  ["lpt³.notes", "_lpt³.notes"],
  ["con .txt", "_con .txt"],
  ["", "Untitled"],
  ["🎉", "Untitled"],
  ["Ärger über 東京", "Ärger über 東京"],
])("%s becomes the file name %s", (title, name) => {
  expect(fileNameOf(title)).toBe(name);
});

test("the header has plain letters for every browser and the real name for those that read it", () => {
  expect(attachmentHeader("Ärger über 東京.zip")).toBe(
    "attachment; filename=\"Arger uber _.zip\"; filename*=UTF-8''%C3%84rger%20%C3%BCber%20%E6%9D%B1%E4%BA%AC.zip",
  );
  expect(attachmentHeader("it's (1).zip")).toContain("filename*=UTF-8''it%27s%20%281%29.zip");
});

test("no title breaks out of its folder, its name or the header", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (title) => {
      const name = fileNameOf(title);
      expect(name).toMatch(/^[\p{L}\p{M}\p{N}_(+,-][\p{L}\p{M}\p{N} ._,()+-]*$/u);
      expect(name).not.toMatch(/[. ]$/);
      expect(attachmentHeader(`${name}.zip`)).toMatch(
        /^attachment; filename="[A-Za-z0-9 ._,()+-]+"; filename\*=UTF-8''[A-Za-z0-9%._~!-]+$/,
      );
    }),
    { seed: 5, numRuns: 500 },
  );
});

test("two documents of one title have two folders, also when their ids begin alike", () => {
  const [one, two] = [`${"a".repeat(25)}b`, `${"a".repeat(25)}c`] as DocumentId[];
  expect(folderNameOf("Notes", one as DocumentId)).not.toBe(folderNameOf("Notes", two as DocumentId));
});

test.each(["a", "é", "東", "𠮷", "e\u0301\u0301\u0301"])(
  "a long title of %s fits into a name of any file system",
  (sign) => {
    const name = folderNameOf(sign.repeat(200), "a".repeat(26) as DocumentId);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name.length).toBeLessThanOrEqual(255);
    expect(name.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(`${fileNameOf(sign.repeat(200))}.zip`)).toBeLessThanOrEqual(255);
    expect([...name].length).toBeGreaterThan(50);
  },
);
