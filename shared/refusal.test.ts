import { expect, test } from "vitest";
import { Refusal, type RefusalCode, refusalOfCloseCode, refusals, refuse } from "./refusal.ts";

const all = Object.entries(refusals) as [RefusalCode, { status: number; closeCode: number }][];
const final: RefusalCode[] = [
  "malformed",
  "not-logged-in",
  "forbidden",
  "archived",
  "not-found",
  "access-removed",
  "link-ended",
  "in-trash",
  "deleted",
  "outdated-client",
  "taken",
  "epoch-changed",
  "too-large",
  "unknown-content",
  "wrong-credentials",
  "sign-up-closed",
  "somebody-else",
  "suspended",
];

test("every close code belongs to one refusal, and leads back to it", () => {
  expect(new Set(all.map(([, { closeCode }]) => closeCode)).size).toBe(all.length);
  for (const [code, { closeCode }] of all) expect(refusalOfCloseCode(closeCode)).toBe(code);
  for (const foreign of [1000, 1006, 4407, 4499, 4999]) expect(refusalOfCloseCode(foreign)).toBeNull();
});

test("the close codes from 4400 to 4499, after which a provider never tries again, are the final refusals", () => {
  const isFinal = (closeCode: number) => closeCode >= 4400 && closeCode <= 4499;
  expect(all.filter(([, { closeCode }]) => isFinal(closeCode)).map(([code]) => code)).toEqual(final);
  // Anything else a server may close with is a number that providers try again after.
  for (const [code, { closeCode }] of all) {
    if (!final.includes(code)) expect([1001, 4500, 4501, 4503, 4508, 4529], code).toContain(closeCode);
  }
});

test("every status is that of an error", () => {
  for (const [code, { status }] of all) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
  }
});

test("a refusal carries its code and its sentence", () => {
  const refusal = refuse("forbidden", "Viewers cannot change this document.");
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: "forbidden", message: "Viewers cannot change this document." });
});
