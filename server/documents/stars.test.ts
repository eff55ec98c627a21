import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type DocumentId, type MemberId, makeId } from "../../shared/ids.ts";
import { openSideTable } from "../storage/levelSideTable.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { openStars, type Star } from "./stars.ts";

const [ana, ben] = [1, 2].map(() => makeId<MemberId>(randomBytes)) as [MemberId, MemberId];
const [first, second] = [1, 2].map(() => makeId<DocumentId>(randomBytes)) as [DocumentId, DocumentId];

async function starsOnDisk() {
  const machine = createSimulatedMachine(1);
  const open = async () =>
    openStars({ table: openSideTable<Star>(await machine.level.open(), "stars"), now: () => 1_000 });
  return { open, stars: await open() };
}

test("each member has stars of their own, and they outlive the process", async () => {
  const { stars, open } = await starsOnDisk();
  await stars.add(ana, first);
  await stars.add(ana, second);
  await stars.add(ben, second);
  await stars.remove(ana, first);
  for (const known of [stars, await open()]) {
    expect([...(await known.of(ana))]).toEqual([second]);
    expect([...(await known.of(ben))]).toEqual([second]);
  }
});

test("of a star that is given and taken at once the last counts, on the disk as well", async () => {
  const { stars, open } = await starsOnDisk();
  await Promise.all([stars.add(ana, first), stars.remove(ana, first), stars.add(ana, first), stars.remove(ana, first)]);
  expect([...(await stars.of(ana))]).toEqual([]);
  expect([...(await (await open()).of(ana))]).toEqual([]);
});

test("the stars of a guest go to the account, and those of a document that is gone go from everybody", async () => {
  const { stars, open } = await starsOnDisk();
  await stars.add(ana, first);
  await stars.add(ana, second);
  await stars.add(ben, second);
  await stars.move(ana, ben);
  for (const known of [stars, await open()]) {
    expect([...(await known.of(ana))]).toEqual([]);
    expect([...(await known.of(ben))].sort()).toEqual([first, second].sort());
  }
  await stars.forget(second);
  for (const known of [stars, await open()]) expect([...(await known.of(ben))]).toEqual([first]);
});

test("a table that could not be read is read again", async () => {
  let fails = true;
  const table: SideTable<Star> = {
    get: async () => null,
    put: async () => undefined,
    delete: async () => undefined,
    list: async () => {
      if (fails) throw new Error("It cannot be read.");
      return [{ key: `${ana}!${first}`, value: 1 }];
    },
  };
  const stars = openStars({ table, now: () => 1_000 });
  await expect(stars.of(ana)).rejects.toThrow("cannot be read");
  fails = false;
  expect([...(await stars.of(ana))]).toEqual([first]);
});
