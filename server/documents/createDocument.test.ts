import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type EpochId, type MemberId, makeId } from "../../shared/ids.ts";
import type { CatalogMember } from "../storage/catalog.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import { ana, ben, newDocumentId } from "../storage/testing/entries.ts";
import { heldLog } from "../storage/testing/heldLog.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { type CreateNeeds, createDocument } from "./createDocument.ts";
import { createDocumentTurns } from "./documentTurns.ts";
import { writtenFor } from "./firstWords.ts";

/** Documents on a simulated machine, with how many epochs were given. */
async function documentsOnMachine() {
  const machine = createSimulatedMachine(5);
  const log = await machine.openLog();
  const catalog = await machine.openCatalog();
  await catalog.change((data) => {
    const known: [MemberId, CatalogMember][] = [
      [ana, { name: "Ana", createdAt: 1 }],
      [ben, { name: "Ben", createdAt: 1 }],
    ];
    data.members = Object.fromEntries(known) as typeof data.members;
  });
  const needs: CreateNeeds = {
    catalog,
    log,
    tombstones: { has: () => false },
    firstLines: { put: async () => undefined },
    turns: createDocumentTurns(),
    now: () => 1,
    randomBytes,
  };
  return { needs, log, catalog };
}

test("of two members who take one id in the same turn, the first owns the document and the second is refused", async () => {
  const { needs, catalog } = await documentsOnMachine();
  const id = newDocumentId();
  const [first, second, repeated] = await Promise.allSettled([
    createDocument(needs, { memberId: ana }, { id, title: "Mine" }),
    createDocument(needs, { memberId: ben }, { id, title: "Not mine" }),
    createDocument(needs, { memberId: ana }, { id, title: "Mine again" }),
  ]);
  expect(first).toEqual({ status: "fulfilled", value: true });
  expect(second).toMatchObject({ status: "rejected", reason: { code: "taken" } });
  expect(repeated).toEqual({ status: "fulfilled", value: false });
  expect(catalog.data.documents[id]).toMatchObject({
    createdBy: ana,
    title: "Mine",
    members: { [ana]: { role: "owner" } },
  });
  expect(needs.turns.underWay.size).toBe(0);
});

test("who became part of an account, or is gone, since they asked makes no document that nobody could open", async () => {
  const { needs, catalog } = await documentsOnMachine();
  const stranger = makeId<MemberId>(randomBytes);
  for (const memberId of [ben, stranger]) {
    const id = newDocumentId();
    const making = createDocument(needs, { memberId }, { id, title: "Too late" });
    await catalog.change((data) => {
      if (data.members[memberId] !== undefined) data.members[memberId].aliasOf = ana;
    });
    await expect(making).rejects.toMatchObject({ code: "somebody-else" });
    expect(catalog.data.documents[id]).toBeUndefined();
  }
});

test("a document is under way until its log has begun", async () => {
  const { needs, log } = await documentsOnMachine();
  const id = newDocumentId();
  const making = [ana, ben, ana].map((memberId) =>
    createDocument(needs, { memberId }, { id, title: "" }).catch(() => null),
  );
  const { underWay } = needs.turns;
  for (let work = underWay.get(id); work !== undefined; work = underWay.get(id)) await work;
  expect((await log.heads([id])).get(id)?.epoch).not.toBeNull();
  await Promise.all(making);
});

test("a document keeps the epoch that a room gave it while it was being made", async () => {
  const { needs, log } = await documentsOnMachine();
  const id = newDocumentId();
  const epoch = makeId<EpochId>(randomBytes);
  const heads: CreateNeeds["log"]["heads"] = async (ids) => {
    const found = await log.heads(ids);
    // Between the look and the append.
    void promisedAppend(log, id, {
      after: 0,
      ifNoEpoch: true,
      facts: [{ fact: "epoch", epoch, at: 1, by: null }],
      entries: [],
    });
    return found;
  };
  await createDocument({ ...needs, log: { append: log.append, heads } }, { memberId: ana }, { id, title: "" });
  expect((await log.load(id)).head.epoch).toBe(epoch);
});

test("a repeated question is not answered before the first record of the document is safe", async () => {
  const { needs, log } = await documentsOnMachine();
  const held = heldLog(log);
  held.letWritten();
  const slow = { ...needs, log: { append: held.append, heads: log.heads } };
  const id = newDocumentId();
  const answered: string[] = [];
  const first = createDocument(slow, { memberId: ana }, { id, title: "" }).then(() => answered.push("first"));
  const again = createDocument(needs, { memberId: ana }, { id, title: "" }).then(() => answered.push("again"));
  while ((await log.heads([id])).get(id)?.epoch == null) await new Promise(setImmediate);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(answered).toEqual([]);
  held.letDurable();
  await Promise.all([first, again]);
  expect(answered).toEqual(["first", "again"]);
});

test("whether an id is free is decided when the catalog is changed, not when it was asked", async () => {
  const { needs, catalog } = await documentsOnMachine();
  const id = newDocumentId();
  const color = { hue: 20, step: 1 } as const;
  const members = { [ben]: { role: "owner", color, since: 1 } } as const;
  const taking = catalog.change((data) => {
    data.documents[id] = { title: "Ben's", createdAt: 1, createdBy: ben, members };
  });
  const asking = createDocument(needs, { memberId: ana }, { id, title: "Ana's" });
  await expect(asking).rejects.toMatchObject({ code: "taken" });
  await taking;
  expect(catalog.data.documents[id]).toMatchObject({ title: "Ben's", createdBy: ben });
});

test("a document whose log could not be begun before a crash gets its words when it is asked for again", async () => {
  const { needs, log } = await documentsOnMachine();
  const id = newDocumentId();
  const failing: CreateNeeds["log"]["append"] = (_documentId, _ask, listener) =>
    listener.failed(Object.assign(new Error("The disk is full."), { code: "ENOSPC" }));
  const asked: string[] = [];
  const words = async () => {
    asked.push("words");
    return writtenFor(ana, [{ type: "paragraph", content: [{ type: "text", text: "Agenda" }] }], randomBytes);
  };
  const ask = { id, title: "Minutes", words };
  const broken = { ...needs, log: { append: failing, heads: log.heads } };
  await expect(createDocument(broken, { memberId: ana }, ask)).rejects.toMatchObject({ code: "storage-failed" });
  expect(await createDocument(needs, { memberId: ana }, ask)).toBe(false);
  expect(await createDocument(needs, { memberId: ana }, ask)).toBe(false);
  expect(asked).toHaveLength(2);
  const { head, entries, owners } = await log.load(id);
  expect(head).toMatchObject({ seq: 1, lastBy: ana });
  expect(entries).toMatchObject([{ kind: "import", by: ana }]);
  expect([...owners.values()]).toEqual([ana]);
});
