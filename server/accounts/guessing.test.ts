import { expect, test } from "vitest";
import { defaultGuessLimits, Guessing } from "./guessing.ts";

const windowMs = defaultGuessLimits.windowMs;

function guessing() {
  let now = 1_000_000;
  const waits: number[] = [];
  const limit = new Guessing({ limits: defaultGuessLimits, now: () => now, wait: async (ms) => void waits.push(ms) });
  const tries = (account: string, network: string, isRight = false, knownBrowser: string | null = null) =>
    limit.attempt({ account, network, knownBrowser }, async () => isRight);
  const wrong = async (times: number, account: string, network: string) => {
    for (let i = 0; i < times; i++) await tries(account, network);
  };
  return { limit, tries, waits, wrong, passes: (ms: number) => (now += ms) };
}

const refused = { code: "too-many-requests" };

test("after ten wrong passwords that account has to wait, from there; its owner elsewhere does not", async () => {
  const { tries, wrong } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  await expect(tries("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  await tries("ana@x", "2.2.2.2");
  await tries("ben@x", "1.1.1.1");
});

test("waiting helps, a little after a little and wholly after the window", async () => {
  const { tries, wrong, passes } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  passes(windowMs / 10 + 1);
  await tries("ana@x", "1.1.1.1");
  await expect(tries("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  passes(windowMs + 1);
  await wrong(10, "ana@x", "1.1.1.1");
});

test("many attempts at one moment count before any of them is answered", async () => {
  const { tries } = guessing();
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => tries("ana@x", "1.1.1.1")));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("the right password is forgiven what came before it, and costs nothing itself", async () => {
  const { tries, wrong } = guessing();
  await wrong(9, "ana@x", "1.1.1.1");
  for (let i = 0; i < 400; i++) expect(await tries("ana@x", "1.1.1.1", true)).toBe(true);
  await wrong(10, "ana@x", "1.1.1.1");
});

test("knowing one account does not let a network guess at others for ever", async () => {
  const { tries, wrong } = guessing();
  for (let i = 0; i < defaultGuessLimits.perNetwork; i++) {
    await wrong(1, `member-${i}@x`, "1.1.1.1");
    await tries("own@x", "1.1.1.1", true).catch(() => null);
  }
  await expect(tries("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  await tries("ana@x", "2.2.2.2");
});

test("when the whole world guesses at one account, everybody waits a moment and nobody is locked out", async () => {
  const { tries, waits, wrong } = guessing();
  for (let i = 0; i < 50; i++) await wrong(1, "ana@x", `1.1.1.${i}`);
  expect(waits).toEqual([]);
  await tries("ana@x", "2.2.2.2", true);
  expect(waits).toEqual([defaultGuessLimits.delayMs]);
});

test("a clock that is set back makes nobody wait longer", async () => {
  const { tries, wrong, passes } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  passes(-windowMs * 100);
  await expect(tries("ana@x", "1.1.1.1")).rejects.toMatchObject({
    message: expect.stringContaining("2 minutes"),
  });
});

test("a browser that the account knows comes in whatever others guess behind the same address, a little late", async () => {
  const { tries, wrong, waits } = guessing();
  for (let i = 0; i < 5; i++) await wrong(10, "ana@x", `1.1.1.${i}`);
  for (let i = 0; i < defaultGuessLimits.perNetwork - 10; i++) await wrong(1, `member-${i}@x`, "1.1.1.1");
  await expect(tries("ana@x", "1.1.1.1", true)).rejects.toMatchObject(refused);
  expect(await tries("ana@x", "1.1.1.1", true, "her browser")).toBe(true);
  expect(waits).toHaveLength(1);
});

test("a known browser guesses no more than any other", async () => {
  const { tries } = guessing();
  for (let i = 0; i < 10; i++) await tries("ana@x", `1.1.1.${i}`, false, "her browser");
  await expect(tries("ana@x", "2.2.2.2", true, "her browser")).rejects.toMatchObject(refused);
});

test("what could not be judged was no guess", async () => {
  const { limit, tries } = guessing();
  const guess = { account: "ana@x", network: "1.1.1.1", knownBrowser: null };
  for (let i = 0; i < 400; i++) {
    await expect(limit.attempt(guess, () => Promise.reject(new Error("busy")))).rejects.toThrow("busy");
  }
  expect(await tries("ana@x", "1.1.1.1", true)).toBe(true);
});
