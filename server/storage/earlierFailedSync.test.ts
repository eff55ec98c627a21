import { expect, test } from "vitest";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { promisedAppend } from "./promisedAppend.ts";
import { createSimulatedMachine } from "./testing/simulatedStorage.ts";

test("what was read at the start survives a power cut, even if the run before could not sync it and was killed", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const machine = createSimulatedMachine(seed);
    const documentId = makeId<DocumentId>(machine.randomBytes);
    const first = await machine.openLog();
    // Every sync fails, so the bytes are in the files and, after a second sync that would succeed, still not on the disk.
    machine.disk.fault = ({ kind }) => (kind === "sync" ? { code: "EIO" } : null);
    const entry = { at: 1, by: null, session: null, kind: "edit" as const, update: new Uint8Array([seed]) };
    await promisedAppend(first, documentId, { after: 0, entries: [entry] }).written;
    machine.crash();
    const second = await machine.openLog();
    const shown = await second.load(documentId);
    expect(shown.entries).toHaveLength(1);
    machine.cutPower();
    const third = await machine.openLog();
    expect((await third.load(documentId)).entries).toHaveLength(1);
    await third.close();
  }
});
