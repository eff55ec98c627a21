import { expect, test } from "vitest";
import { defaultGuessLimits, Guessing } from "./guessing.ts";

const windowMs = defaultGuessLimits.windowMs;

function guessing() {
  let now = 1_000_000;
  const waits: number[] = [];
  const limit = new Guessing({ limits: defaultGuessLimits, now: () => now, wait: async (ms) => void waits.push(ms) });
  const wrong = async (times: number, account: string, network: string) => {
    for (let i = 0; i < times; i++) await limit.begin(account, network);
  };
  return { limit, waits, wrong, passes: (ms: number) => (now += ms) };
}

const refused = { code: "too-many-requests" };

test("after ten wrong passwords that account has to wait, from there; its owner elsewhere does not", async () => {
  const { limit, wrong } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  await expect(limit.begin("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  await limit.begin("ana@x", "2.2.2.2");
  await limit.begin("ben@x", "1.1.1.1");
});

test("waiting helps, a little after a little and wholly after the window", async () => {
  const { limit, wrong, passes } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  passes(windowMs / 10 + 1);
  await limit.begin("ana@x", "1.1.1.1");
  await expect(limit.begin("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  passes(windowMs + 1);
  await wrong(10, "ana@x", "1.1.1.1");
});

test("many attempts at one moment count before any of them is answered", async () => {
  const { limit } = guessing();
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => limit.begin("ana@x", "1.1.1.1")));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("the right password is forgiven what came before it, and costs nothing itself", async () => {
  const { limit, wrong } = guessing();
  await wrong(9, "ana@x", "1.1.1.1");
  for (let i = 0; i < 200; i++) (await limit.begin("ana@x", "1.1.1.1"))();
  await wrong(10, "ana@x", "1.1.1.1");
});

test("knowing one account does not let a network guess at others for ever", async () => {
  const { limit, wrong } = guessing();
  for (let i = 0; i < 100; i++) {
    await wrong(1, `member-${i}@x`, "1.1.1.1");
    const succeeded = await limit.begin("own@x", "1.1.1.1").catch(() => null);
    succeeded?.();
  }
  await expect(limit.begin("ana@x", "1.1.1.1")).rejects.toMatchObject(refused);
  await limit.begin("ana@x", "2.2.2.2");
});

test("when the whole world guesses at one account, everybody waits a moment and nobody is locked out", async () => {
  const { limit, waits, wrong } = guessing();
  for (let i = 0; i < 50; i++) await wrong(1, "ana@x", `1.1.1.${i}`);
  expect(waits).toEqual([]);
  (await limit.begin("ana@x", "2.2.2.2"))();
  expect(waits).toEqual([defaultGuessLimits.delayMs]);
});

test("a clock that is set back makes nobody wait longer", async () => {
  const { limit, wrong, passes } = guessing();
  await wrong(10, "ana@x", "1.1.1.1");
  passes(-windowMs * 100);
  await expect(limit.begin("ana@x", "1.1.1.1")).rejects.toMatchObject({
    message: expect.stringContaining("2 minutes"),
  });
});
