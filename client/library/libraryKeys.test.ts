import { expect, test } from "vitest";
import { commandOf, indexAfter } from "./libraryKeys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };

test("a key with a modifier belongs to the browser, and one of an unfinished letter to the keyboard", () => {
  expect(commandOf({ ...plain, key: "n" })).toBe("create");
  expect(commandOf({ ...plain, key: "n", ctrlKey: true })).toBeNull();
  expect(commandOf({ ...plain, key: "n", metaKey: true })).toBeNull();
  expect(commandOf({ ...plain, key: "j", isComposing: true })).toBeNull();
  expect(commandOf({ ...plain, key: "constructor" })).toBeNull();
});

test("a first step enters the list from its near end", () => {
  expect(indexAfter("next", -1, 3)).toBe(0);
  expect(indexAfter("previous", -1, 3)).toBe(2);
});

test("steps stop at the ends, and an empty list has nowhere to go", () => {
  expect(indexAfter("next", 2, 3)).toBe(2);
  expect(indexAfter("previous", 0, 3)).toBe(0);
  expect(indexAfter("last", 0, 3)).toBe(2);
  expect(indexAfter("next", -1, 0)).toBeNull();
  expect(indexAfter("create", 0, 3)).toBeNull();
});
