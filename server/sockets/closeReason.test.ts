import { expect, test } from "vitest";
import { closeReason, cutToBytes } from "./closeReason.ts";

test("a sentence is cut to what a close frame can carry, never inside a code point", () => {
  expect(cutToBytes("short", 123)).toBe("short");
  expect(cutToBytes("ä".repeat(100), 11)).toBe("äääää");
  expect(cutToBytes("👩‍🌾".repeat(20), 10)).toBe("👩\u200d");
});

test("a close frame can carry the reason of any length", () => {
  expect(Buffer.byteLength(closeReason("ä".repeat(1_000)))).toBe(122);
});
