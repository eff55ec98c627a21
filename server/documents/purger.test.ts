import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type DocumentId, type MemberId, makeId } from "../../shared/ids.ts";
import { trashDays } from "../../shared/library.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { createDocumentTurns } from "./documentTurns.ts";
import { openPurger, type PurgerNeeds } from "./purger.ts";

const hourMs = 60 * 60 * 1000;
const dueAt = trashDays * 24 * hourMs;

/** A trash with some documents since the moment 0, and a clock that is moved by hand. */
async function trashWith(count: number, needs: Partial<PurgerNeeds> = {}) {
  const catalog = await createSimulatedMachine(1).openCatalog();
  const ids = Array.from({ length: count }, () => makeId<DocumentId>(randomBytes));
  const ana = makeId<MemberId>(randomBytes);
  await catalog.change((data) => {
    for (const id of ids) {
      const shelfEvents = [{ what: "trashed", by: ana, at: 0 }] as const;
      data.documents[id] = {
        title: "",
        createdAt: 0,
        createdBy: ana,
        members: {},
        shelf: "trash",
        shelfEvents: [...shelfEvents],
      };
    }
  });
  let clock = 0;
  let waiting: { at: number; run: () => void } | null = null;
  const warnings: object[] = [];
  const gone: DocumentId[] = [];
  const purger = openPurger({
    catalog,
    records: {
      change: async (_by, plan) => {
        const changes = plan(catalog.data);
        for (const change of changes) {
          if (change.what !== "purged") continue;
          gone.push(change.documentId);
          await catalog.change((data) => void delete data.documents[change.documentId]);
        }
        return changes;
      },
    },
    tombstones: { has: (id) => gone.includes(id), set: async () => undefined },
    notes: { get: async () => null, put: async () => undefined, delete: async () => undefined, list: async () => [] },
    firstLines: { delete: async () => undefined },
    stars: { forget: async () => undefined },
    lastChanges: { forget: () => undefined },
    rooms: { shut: () => undefined },
    turns: createDocumentTurns(),
    onPurged: async () => undefined,
    now: () => clock,
    after: (ms, run) => {
      const timer = { at: clock + ms, run };
      waiting = timer;
      return {
        cancel: () => {
          if (waiting === timer) waiting = null;
        },
      };
    },
    logger: { warn: (fields) => void warnings.push(fields) },
    ...needs,
  });
  return {
    ids,
    gone,
    warnings,
    purger,
    isWaiting: () => waiting !== null,
    /** Runs what is waiting, at its time or later, and lets it come to its end. */
    async passes(time: number) {
      await expect.poll(() => waiting).not.toBeNull();
      const timer = waiting as unknown as { at: number; run: () => void };
      clock = Math.max(time, timer.at);
      waiting = null;
      timer.run();
      await expect.poll(() => waiting).not.toBeNull();
      return timer.at;
    },
  };
}

test("the trash is looked through at the start and every hour, and only what is due goes", async () => {
  const trash = await trashWith(2);
  expect(await trash.passes(0)).toBe(0);
  expect(await trash.passes(dueAt - 1)).toBe(hourMs);
  expect(trash.gone).toEqual([]);
  await trash.passes(dueAt);
  expect(trash.gone).toEqual(trash.ids);
});

test("one document that cannot go keeps no other from going, and is told", async () => {
  let stuck: DocumentId | null = null;
  const trash = await trashWith(3, {
    onPurged: async (id) => {
      if (id === stuck) throw new Error("It is stuck.");
    },
  });
  stuck = trash.ids[0] as DocumentId;
  await trash.passes(dueAt);
  expect(trash.gone).toEqual(trash.ids);
  expect(trash.warnings).toMatchObject([{ documentId: stuck }]);
});

test("a closed purger does nothing more", async () => {
  const trash = await trashWith(1);
  await trash.purger.close();
  expect(trash.isWaiting()).toBe(false);
});
