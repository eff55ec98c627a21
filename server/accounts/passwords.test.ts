import { expect, test } from "vitest";
import { FairTurns } from "./passwords.ts";

/** Work that is done when it is told to, one at a time, with room for six who wait. */
function turns() {
  const fair = new FairTurns(1, 6);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const refused: string[] = [];
  const comes = (name: string, network: string) => {
    const work = () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    fair.take(network, work).catch(() => refused.push(name));
  };
  const finishes = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { comes, finishes, begun, refused };
}

test("who comes alone waits for one of those who come in numbers, not for all of them", async () => {
  const { comes, finishes, begun } = turns();
  for (let i = 0; i < 5; i++) comes(`many ${i}`, "1.1.1.1");
  comes("one", "2.2.2.2");
  for (let i = 0; i < 6; i++) await finishes();
  expect(begun).toEqual(["many 0", "many 1", "one", "many 2", "many 3", "many 4"]);
});

test("when too many wait, the last of those who come in numbers is sent away for who comes alone", async () => {
  const { comes, finishes, begun, refused } = turns();
  for (let i = 0; i < 8; i++) comes(`many ${i}`, "1.1.1.1");
  comes("one", "2.2.2.2");
  await finishes();
  expect(refused).toEqual(["many 7", "many 6"]);
  for (let i = 0; i < 8; i++) await finishes();
  expect(begun).toContain("one");
  comes("later", "1.1.1.1");
  expect(begun.at(-1)).toBe("later");
});

test("work that fails leaves its place to the next", async () => {
  const fair = new FairTurns(1, 1);
  const failing = fair.take("1.1.1.1", () => Promise.reject(new Error("broken")));
  const next = fair.take("1.1.1.1", async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});
