import { expect, test } from "vitest";
import { promisedAppend } from "../storage/promisedAppend.ts";
import { ana, appended, begun, ben, edit, newDocumentId } from "../storage/testing/entries.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import type { UpdateLog } from "../storage/updateLog.ts";
import { createLastChanges } from "./lastChanges.ts";

/** Counts how many heads are read. */
async function watchedLog() {
  const log = await createSimulatedMachine(1).openLog();
  let reads = 0;
  const counted: UpdateLog = {
    ...log,
    heads(ids) {
      reads += ids.length;
      return log.heads(ids);
    },
  };
  return { changes: createLastChanges(counted), reads: () => reads };
}

test("a head is read once, and again only where the log has gone on", async () => {
  const { changes, reads } = await watchedLog();
  const ids = [newDocumentId(), newDocumentId(), newDocumentId()] as const;
  for (const id of ids)
    await promisedAppend(changes.log, id, { after: 0, facts: [begun], entries: [edit("a")] }).durable;
  expect((await changes.of(ids)).get(ids[0])).toEqual({ at: 1000, by: ana });
  expect(reads()).toBe(3);
  await changes.of(ids);
  expect(reads()).toBe(3);
  await appended(changes.log, ids[1], 1, edit("b", { at: 2000, by: ben }));
  expect((await changes.of(ids)).get(ids[1])).toEqual({ at: 2000, by: ben });
  expect(reads()).toBe(4);
});

test("an entry that is still on its way when the head is read is seen the next time", async () => {
  const { changes } = await watchedLog();
  const id = newDocumentId();
  await promisedAppend(changes.log, id, { after: 0, facts: [begun], entries: [edit("a")] }).durable;
  const { written } = promisedAppend(changes.log, id, { after: 1, entries: [edit("b", { at: 2000 })] });
  const early = (await changes.of([id])).get(id);
  expect(early?.at).toBe(1000);
  await written;
  expect((await changes.of([id])).get(id)?.at).toBe(2000);
});

test("nobody has changed a document that holds its first paragraph alone", async () => {
  const { changes } = await watchedLog();
  const [fresh, unknown] = [newDocumentId(), newDocumentId()];
  const paragraph = edit("p", { by: null, kind: "system" });
  await promisedAppend(changes.log, fresh, { after: 0, facts: [begun], entries: [paragraph] }).durable;
  const found = await changes.of([fresh, unknown]);
  expect([found.get(fresh), found.get(unknown)]).toEqual([null, null]);
});

test("what was read ahead is not read again, and reading ahead ends when it is told so", async () => {
  const { changes, reads } = await watchedLog();
  const ids = Array.from({ length: 450 }, newDocumentId);
  await changes.readAhead(ids, () => reads() >= 200);
  expect(reads()).toBe(200);
  await changes.readAhead(ids, () => false);
  expect(reads()).toBe(450);
  await changes.of(ids);
  expect(reads()).toBe(450);
});
