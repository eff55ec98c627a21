import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test("a name is shortened to the letters of its first and last word", () => {
  expect(initials("Ana")).toBe("A");
  expect(initials("ana maría lópez")).toBe("AL");
  expect(initials("Jean-Luc")).toBe("JL");
  expect(initials("  ")).toBe("");
});

test("pictures in a name are no letters, unless there is nothing else", () => {
  expect(initials("Ana 🌸")).toBe("A");
  expect(initials("👩‍🚀 Ben Ott 🚀")).toBe("BO");
  expect(initials("👩‍🚀 🌸")).toBe("👩‍🚀");
});

test("a letter made of several code points stays whole", () => {
  expect(initials("e\u0301va")).toBe("E\u0301");
});
