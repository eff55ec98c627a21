import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type DocumentId, type EpochId, type MemberId, makeId } from "../../shared/ids.ts";
import { trashDays } from "../../shared/library.ts";
import { type AccessRecord, openAccessRecords } from "../access/accessRecords.ts";
import type { Catalog, CatalogDocument } from "../storage/catalog.ts";
import { openSideTable } from "../storage/levelSideTable.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import { reconcile } from "../storage/reconcile.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { edit } from "../storage/testing/entries.ts";
import { createSimulatedMachine, type SimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import type { UpdateLog } from "../storage/updateLog.ts";
import { createDocument } from "./createDocument.ts";
import { createDocumentTurns } from "./documentTurns.ts";
import { createLastChanges } from "./lastChanges.ts";
import { finishPurges, type PurgeNeeds, type PurgeNote, purgeDocument, purgeWhenDue } from "./purge.ts";
import { moveDocument } from "./shelfMoves.ts";
import { openStars, type Star, type Stars } from "./stars.ts";
import { openTombstones, type Tombstones } from "./tombstones.ts";

const [ana, ben] = [1, 2].map(() => makeId<MemberId>(randomBytes)) as [MemberId, MemberId];
const [doomed, kept] = [1, 2].map(() => makeId<DocumentId>(randomBytes)) as [DocumentId, DocumentId];
const color = { hue: 20, step: 1 } as const;
const trashedAt = 1_000;
const asker = { memberId: ana };

interface Life {
  catalog: Catalog;
  /** As rooms and everybody else have it. */
  log: UpdateLog;
  needs: PurgeNeeds & { stars: Stars; tombstones: Tombstones };
  recovered: DocumentId[];
  firstLines: SideTable<string>;
  /** What hangs on `onPurged`. */
  searchTexts: SideTable<string>;
  shut: DocumentId[];
  setClock(time: number): void;
}

/** What createServer does with a data folder, in its order. */
async function start(machine: SimulatedMachine): Promise<Life> {
  let clock = trashedAt;
  const now = () => clock;
  const warn = () => undefined;
  const stored = await machine.openLog();
  const catalog = await machine.openCatalog();
  const recovered = await reconcile(stored, catalog, { logger: { warn }, now });
  const table = async <T>(name: string) => openSideTable<T>(await machine.level.open(), name);
  const tombstones = await openTombstones(stored);
  const lastChanges = createLastChanges(tombstones.log);
  const records = await openAccessRecords({
    catalog,
    table: await table<AccessRecord>("access-records"),
    now,
    logger: { warn },
    onChanged: () => undefined,
  });
  const searchTexts = await table<string>("search-texts");
  const firstLines = await table<string>("first-lines");
  const shut: DocumentId[] = [];
  const needs = {
    catalog,
    records,
    tombstones,
    lastChanges,
    notes: await table<PurgeNote>("purges"),
    firstLines,
    stars: openStars({ table: await table<Star>("stars"), now }),
    rooms: { shut: (documentId: DocumentId) => void shut.push(documentId) },
    turns: createDocumentTurns(),
    onPurged: (documentId: DocumentId) => searchTexts.delete(documentId, { durable: true }),
    now,
  };
  await finishPurges(needs);
  return {
    catalog,
    log: lastChanges.log,
    needs,
    recovered,
    firstLines,
    searchTexts,
    shut,
    setClock: (time) => {
      clock = time;
    },
  };
}

/** Two documents with everything that hangs on them. One lies in the trash, in each generation of the catalog but the oldest. */
async function furnish({ catalog, log, needs, firstLines, searchTexts }: Life): Promise<void> {
  const members = { [ana]: { role: "owner", color, since: 1 } } as const;
  const document = { title: "Minutes", createdAt: 1, createdBy: ana, members };
  await catalog.change((data) => {
    for (const id of [ana, ben]) data.members[id] = { name: "Somebody", createdAt: 1 };
    for (const id of [doomed, kept]) data.documents[id] = structuredClone(document);
  });
  await moveDocument(needs, asker, doomed, "trash");
  await catalog.change((data) => {
    (data.documents[kept] as { title: string }).title = "Still here";
  });
  for (const id of [doomed, kept]) {
    const epoch = makeId<EpochId>(randomBytes);
    const facts = [{ fact: "epoch", epoch, at: 1, by: ana }] as const;
    await promisedAppend(log, id, { after: 0, facts, entries: [edit("words")] }).durable;
    await firstLines.put(id, "words", { durable: true });
    await searchTexts.put(id, "words", { durable: true });
    for (const member of [ana, ben]) await needs.stars.add(member, id);
  }
}

async function leftOf({ catalog, log, needs, recovered, firstLines, searchTexts }: Life, id: DocumentId) {
  const stars = await Promise.all([ana, ben].map((member) => needs.stars.of(member)));
  return {
    inCatalog: catalog.data.documents[id] !== undefined,
    inLog: (await log.documentIds()).includes(id),
    words: (await log.load(id)).entries.length,
    isRecovered: recovered.includes(id),
    firstLine: await firstLines.get(id),
    searchText: await searchTexts.get(id),
    stars: stars.filter((starred) => starred.has(id)).length,
    note: await needs.notes.get(id),
  };
}

const nothing = {
  inCatalog: false,
  inLog: false,
  words: 0,
  isRecovered: false,
  firstLine: null,
  searchText: null,
  stars: 0,
  note: null,
};
const everything = {
  ...nothing,
  inCatalog: true,
  inLog: true,
  words: 1,
  firstLine: "words",
  searchText: "words",
  stars: 2,
};

async function furnished(seed = 1): Promise<{ machine: SimulatedMachine; life: Life }> {
  const machine = createSimulatedMachine(seed);
  const life = await start(machine);
  await furnish(life);
  return { machine, life };
}

test("a purged document leaves nothing, and its neighbour everything", async () => {
  const { life } = await furnished();
  expect(await leftOf(life, doomed)).toEqual(everything);
  await purgeDocument(life.needs, asker, doomed);
  expect(await leftOf(life, doomed)).toEqual(nothing);
  expect(await leftOf(life, kept)).toEqual(everything);
  expect(life.shut).toEqual([doomed]);
});

test("wherever the server stops, a document that goes is there whole or gone whole after the next start", async () => {
  const { machine: counted, life } = await furnished();
  const before = counted.disk.operations;
  await purgeDocument(life.needs, asker, doomed);
  const operations = counted.disk.operations - before;
  expect(operations).toBeGreaterThan(10);
  let finishedByStart = 0;
  for (let stopAfter = 0; stopAfter <= operations; stopAfter++) {
    for (const end of ["crash", "cutPower"] as const) {
      for (const fallsBack of [false, true]) {
        const { machine, life } = await furnished(stopAfter + 1);
        machine.disk.stopAfter(machine.disk.operations + stopAfter);
        let isDone = false;
        const purging = purgeDocument(life.needs, asker, doomed).then(() => {
          isDone = true;
        });
        await Promise.race([purging, machine.disk.stopped]);
        machine[end]();
        if (fallsBack) damageNewestCatalog(machine);
        const next = await start(machine);
        const state = { stopAfter, end, fallsBack, left: await leftOf(next, doomed) };
        const isGone = !state.left.inCatalog;
        expect(state).toEqual({ ...state, left: isGone ? nothing : everything });
        // The first operation is the note: from then on it is decided.
        if (stopAfter > 0 || isDone) expect(state).toEqual({ ...state, left: nothing });
        if (isGone && !isDone) finishedByStart++;
        expect(await leftOf(next, kept)).toEqual(everything);
        machine.crash();
        expect((await leftOf(await start(machine), doomed)).inCatalog).toBe(!isGone);
      }
    }
  }
  expect(finishedByStart).toBeGreaterThan(10);
}, 60_000);

function damageNewestCatalog(machine: SimulatedMachine): void {
  try {
    machine.disk.damage("/data/catalog.json", (content) => content.subarray(0, content.length / 2));
  } catch {
    // In the middle of a write there is a moment without it.
  }
}

test("a purged document stays gone under a catalog from before it went to the trash, without a record of it", async () => {
  const { machine, life } = await furnished();
  await purgeDocument(life.needs, asker, doomed);
  const copiedBack = structuredClone(life.catalog.data.documents[kept]) as CatalogDocument;
  await life.catalog.change((data) => {
    data.documents[doomed] = copiedBack;
  });
  machine.crash();
  const next = await start(machine);
  expect(await leftOf(next, doomed)).toEqual(nothing);
});

test("nothing begins a purged document anew: no room that is just opening, nobody who makes it again, in no later life", async () => {
  const { machine, life } = await furnished();
  await purgeDocument(life.needs, asker, doomed);
  for (const { log, needs, catalog } of [life, await restarted(machine)]) {
    const epoch = makeId<EpochId>(randomBytes);
    const begun = { fact: "epoch", epoch, at: 1, by: null } as const;
    const { written, durable } = promisedAppend(log, doomed, {
      after: 0,
      ifNoEpoch: true,
      facts: [begun],
      entries: [],
    });
    await expect(written).rejects.toMatchObject({ code: "not-found" });
    await expect(durable).rejects.toMatchObject({ code: "not-found" });
    const making = createDocument({ ...needs, log, catalog, firstLines: putNowhere, randomBytes }, asker, {
      id: doomed,
      title: "Again",
    });
    await expect(making).rejects.toMatchObject({ code: "taken" });
    expect(await log.documentIds()).toEqual([kept]);
  }
});

const putNowhere = { put: async () => undefined };

function restarted(machine: SimulatedMachine): Promise<Life> {
  machine.crash();
  return start(machine);
}

test("what is on its way into the log when the purge begins goes with it", async () => {
  const { life } = await furnished();
  const late = promisedAppend(life.log, doomed, { after: 1, entries: [edit("more")] });
  await Promise.all([purgeDocument(life.needs, asker, doomed), late.written]);
  expect(await leftOf(life, doomed)).toEqual(nothing);
});

test("only an owner purges, and only from the trash", async () => {
  const { life } = await furnished();
  await expect(purgeDocument(life.needs, asker, kept)).rejects.toMatchObject({ code: "forbidden" });
  await expect(purgeDocument(life.needs, { memberId: ben }, doomed)).rejects.toMatchObject({ code: "not-found" });
  expect(await leftOf(life, kept)).toEqual(everything);
  expect(await leftOf(life, doomed)).toEqual(everything);
});

test("of a restore and a purge at once the first counts", async () => {
  const first = await furnished();
  const restoring = moveDocument(first.life.needs, asker, doomed, "restore");
  await expect(purgeDocument(first.life.needs, asker, doomed)).rejects.toMatchObject({ code: "forbidden" });
  await restoring;
  expect(await leftOf(first.life, doomed)).toEqual(everything);
  const second = await furnished();
  const purging = purgeDocument(second.life.needs, asker, doomed);
  await expect(moveDocument(second.life.needs, asker, doomed, "restore")).rejects.toMatchObject({ code: "not-found" });
  await purging;
  expect(await leftOf(second.life, doomed)).toEqual(nothing);
});

test("a purge that cannot be written is refused, leaves the document whole, and is not made up for later", async () => {
  const { machine, life } = await furnished();
  machine.disk.fault = ({ kind, path }) => (kind === "write" && path.includes("journal") ? { code: "ENOSPC" } : null);
  await expect(purgeDocument(life.needs, asker, doomed)).rejects.toMatchObject({ code: "storage-failed" });
  machine.disk.fault = () => null;
  expect(await leftOf(life, doomed)).toEqual(everything);
  expect(await leftOf(await restarted(machine), doomed)).toEqual(everything);
});

test("a purge that stopped at a full disk after the tombstone is finished at the next try", async () => {
  const { machine, life } = await furnished();
  machine.disk.fault = ({ kind, path }) => (kind === "create" && path.includes("catalog") ? { code: "ENOSPC" } : null);
  await expect(purgeDocument(life.needs, asker, doomed)).rejects.toMatchObject({ code: "storage-failed" });
  expect(await finishPurges(life.needs)).toMatchObject([{ documentId: doomed }]);
  machine.disk.fault = () => null;
  expect(await finishPurges(life.needs)).toEqual([]);
  expect(await leftOf(life, doomed)).toEqual(nothing);
});

test("the trash lets go of a document after thirty days, and not of one that was restored", async () => {
  const { life } = await furnished();
  const dayMs = 24 * 60 * 60 * 1000;
  life.setClock(trashedAt + trashDays * dayMs - 1);
  await purgeWhenDue(life.needs, doomed);
  expect(await leftOf(life, doomed)).toEqual(everything);
  life.setClock(trashedAt + trashDays * dayMs);
  await purgeWhenDue(life.needs, kept);
  await purgeWhenDue(life.needs, doomed);
  expect(await leftOf(life, kept)).toEqual(everything);
  expect(await leftOf(life, doomed)).toEqual(nothing);
});
