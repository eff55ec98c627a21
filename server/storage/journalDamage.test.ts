import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { readJournal } from "./journalReading.ts";
import { readRecord } from "./journalRecord.ts";
import { promisedAppend } from "./promisedAppend.ts";
import { ana, begun, edit, firstEpoch, newDocumentId, textOf } from "./testing/entries.ts";
import { createSimulatedMachine, type SimulatedMachine } from "./testing/simulatedStorage.ts";

/** A machine whose process was killed with all its records in one journal file. */
async function killedMachine(seed: number, count: number, { isCheckpointed = false } = {}) {
  const machine = createSimulatedMachine(seed);
  const log = await machine.openLog();
  const ids = [newDocumentId(), newDocumentId(), newDocumentId()];
  const heads = new Map<DocumentId, number>(ids.map((id) => [id, 0]));
  let last: Promise<void> = Promise.resolve();
  if (isCheckpointed) for (const id of ids) void promisedAppend(log, id, { after: 0, facts: [begun], entries: [] });
  for (let number = 0; number < count; number++) {
    const id = ids[number % 3] as DocumentId;
    const after = heads.get(id) ?? 0;
    last = promisedAppend(log, id, {
      after,
      entries: [edit(`${number} ${"x".repeat(Math.floor(machine.random() * 40))}`)],
    }).durable;
    heads.set(id, after + 1);
  }
  await last;
  const [first] = ids as [DocumentId];
  const seq = heads.get(first) ?? 0;
  if (isCheckpointed) await log.putCheckpoint(first, { epoch: firstEpoch, seq, state: new Uint8Array([seq]) });
  machine.crash();
  const [name] = await machine.disk.list("/data/journal");
  const file = `/data/journal/${name}`;
  const content = Buffer.from(await machine.disk.read(file));
  return { machine, ids, file, content, records: recordsIn(content) };
}

interface Found {
  start: number;
  end: number;
  kind: string;
  documentId: DocumentId;
  seq: number;
}

function recordsIn(content: Buffer): Found[] {
  const found: Found[] = [];
  let offset = 0;
  while (offset < content.length) {
    const read = readRecord(content, offset, null);
    if (typeof read === "string") throw new Error(read);
    if (read.record.kind !== "start") {
      const { kind, documentId, seq } = read.record;
      found.push({ start: offset, end: read.end, kind, documentId, seq });
    }
    offset = read.end;
  }
  return found;
}

/** Makes this the only journal file, as if everything else had never been. */
async function put(machine: SimulatedMachine, file: string, content: Uint8Array): Promise<void> {
  machine.crash();
  for (const folder of ["/data/journal", "/data/quarantine"]) {
    for (const name of await machine.disk.list(folder)) {
      if (!file.endsWith(name)) await machine.disk.unlink(`${folder}/${name}`);
    }
    await machine.disk.syncFolder(folder);
  }
  machine.disk.damage(file, () => Uint8Array.from(content));
}

test("a journal cut at any byte of its last 100 records loses nothing before the cut, and the log goes on", async () => {
  const { machine, ids, file, content, records } = await killedMachine(11, 130);
  const first = records.at(-100)?.start ?? 0;
  for (let cut = first; cut < content.length; cut++) {
    await put(machine, file, content.subarray(0, cut));
    const whole = records.filter(({ end }) => end <= cut);
    const read = await readJournal(machine.disk, "/data/journal", { file: 0, position: 0 });
    expect(read.records.length).toBe(whole.length);
    expect(read.damage).toEqual([]);
    // The whole start is tried at fewer places: around every border of a record, and here and there.
    if (cut % 97 !== 0 && !records.some(({ start }) => start === cut || start === cut + 1)) continue;
    const log = await machine.openLog();
    for (const id of ids) {
      const seqs = whole.filter(({ documentId }) => documentId === id).map(({ seq }) => seq);
      const loaded = await log.load(id);
      expect(loaded.entries.map(({ seq }) => seq)).toEqual(seqs);
      expect(loaded.missing).toEqual([]);
      await promisedAppend(log, id, { after: seqs.length, entries: [edit("after the cut")] }).durable;
    }
    machine.cutPower();
    const again = await machine.openLog();
    expect(again.damage()).toEqual([]);
    for (const id of ids) expect((await again.load(id)).entries.map(textOf).at(-1)).toBe("after the cut");
  }
}, 60_000);

test("one flipped byte anywhere costs only the record it lies in, and nothing that a checkpoint still holds", async () => {
  const { machine, ids, file, content, records } = await killedMachine(12, 1000, { isCheckpointed: true });
  const isLong = process.env.AMBO_LONG_TESTS === "1";
  const places = isLong
    ? content.keys()
    : Array.from({ length: 250 }, () => Math.floor(machine.random() * content.length));
  for (const place of places) {
    const flipped = Buffer.from(content);
    flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(machine.random() * 8));
    await put(machine, file, flipped);
    const hit = records.find(({ start, end }) => start <= place && place < end);
    const read = await readJournal(machine.disk, "/data/journal", { file: 0, position: 0 });
    const good = read.records.filter(({ kind }) => kind !== "lost");
    expect(good.length).toBe(records.length - (hit ? 1 : 0));
    const isLast = hit === records.at(-1);
    if (!isLast) expect(read.damage.length).toBe(1);
    if (place % (isLong ? 100 : 10) !== 0) continue;
    const log = await machine.openLog();
    for (const id of ids) {
      const { head, checkpoint, entries, missing, mayLackFacts } = await log.load(id);
      const own = records.filter(({ documentId, kind }) => documentId === id && kind === "entry");
      const isHit = hit?.documentId === id;
      if (hit?.kind === "fact") expect(mayLackFacts).toBe(true);
      expect(head.epoch).toBe(isHit && hit.kind === "fact" ? null : firstEpoch);
      if (id === ids[0] && head.epoch !== null) {
        expect(checkpoint).toEqual({ seq: own.length, state: new Uint8Array([own.length % 256]) });
        expect({ seq: head.seq, entries, missing }).toEqual({ seq: own.length, entries: [], missing: [] });
        continue;
      }
      const lost = isHit && hit.kind === "entry" ? [hit.seq] : [];
      expect(entries.length).toBe(own.length - lost.length);
      // Of the last record nothing may be left that says which it was, and nothing that comes after it; then its seq is free again.
      if (isHit && hit === own.at(-1)) continue;
      expect(missing).toEqual(lost);
      expect(head.seq).toBe(own.length);
    }
    if (!isLast) {
      const [damage] = log.damage();
      expect(damage).toMatchObject({ file: file.split("/").at(-1) });
      const kept = await machine.disk.read(
        `/data/quarantine/${damage?.file.replace(".log", "")}-${damage?.offset}.bin`,
      );
      expect(kept.length).toBe(damage?.bytes);
    }
  }
}, 3_600_000);

/** Changes one bit of the record's length field, so that it no longer says what it was. */
function flipLength(content: Uint8Array, { start }: { start: number }): Uint8Array {
  return content.map((byte, index) => (index === start + 9 ? byte ^ 1 : byte));
}

for (const isFolded of [false, true]) {
  test(`a checkpoint that outlives its damaged record keeps the text and the seq${isFolded ? ", over folding and restarts" : ""}`, async () => {
    const machine = createSimulatedMachine(18);
    const log = await machine.openLog();
    const [id, other] = [newDocumentId(), newDocumentId()];
    await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("one"), edit("two")] }).durable;
    await promisedAppend(log, id, { after: 2, entries: [edit("three")] }).durable;
    await log.putCheckpoint(id, { epoch: firstEpoch, seq: 3, state: new Uint8Array([3]) });
    await promisedAppend(log, other, { after: 0, entries: [edit("other")] }).durable;
    machine.crash();
    const [name] = await machine.disk.list("/data/journal");
    const file = `/data/journal/${name}`;
    const content = Buffer.from(await machine.disk.read(file));
    const third = recordsIn(content).find(
      ({ documentId, kind, seq }) => documentId === id && kind === "entry" && seq === 3,
    );
    machine.disk.damage(file, (bytes) => flipLength(bytes, third ?? { start: 0 }));
    if (isFolded) {
      // Nobody opens the document before all that is left of it is folded.
      await (await machine.openLog()).close();
      machine.crash();
      await (await machine.openLog()).close();
      machine.crash();
    }
    const again = await machine.openLog();
    // Without a load before it, as the page of somebody who was never away.
    const stale = promisedAppend(again, id, { after: 2, entries: [edit("three again")] });
    expect(await stale.written).toMatchObject({ moved: true, head: { seq: 3, epoch: firstEpoch } });
    expect((await again.heads([id])).get(id)?.seq).toBe(3);
    const checkpoint = { seq: 3, state: new Uint8Array([3]) };
    expect(await again.load(id)).toMatchObject({ head: { seq: 3 }, checkpoint, entries: [], missing: [] });
    await promisedAppend(again, id, { after: 3, entries: [edit("four")] }).durable;
    await again.close();
    machine.cutPower();
    const last = await (await machine.openLog()).load(id);
    expect(last).toMatchObject({ head: { seq: 4 }, checkpoint, missing: [] });
    expect(last.entries.map(textOf)).toEqual(["four"]);
  });
}

test("a log that may have lost a fact says so from then on, and one that lost an entry does not", async () => {
  for (const kind of ["entry", "fact"] as const) {
    const machine = createSimulatedMachine(19);
    const log = await machine.openLog();
    const id = newDocumentId();
    await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a")] }).durable;
    const facts = [{ fact: "schema", schema: 2 }] as const;
    await promisedAppend(log, id, { after: 1, facts, entries: [edit("b"), edit("c")] }).durable;
    machine.crash();
    const [name] = await machine.disk.list("/data/journal");
    machine.disk.damage(`/data/journal/${name}`, (bytes) => {
      const hit = recordsIn(Buffer.from(bytes)).find(
        (record) => record.kind === kind && record.seq === (kind === "fact" ? 1 : 2),
      );
      return bytes.map((byte, index) => (index === (hit?.end ?? 0) - 1 ? byte ^ 1 : byte));
    });
    for (let start = 0; start < 3; start++) {
      const again = await machine.openLog();
      const { head, mayLackFacts } = await again.load(id);
      expect(mayLackFacts).toBe(kind === "fact");
      expect(head.schema).toBe(kind === "fact" ? 1 : 2);
      await again.close();
      machine.crash();
    }
  }
});

test("a damaged record in the middle stays missing over folding and restarts, and its seq is not given again", async () => {
  const { machine, ids, file, content, records } = await killedMachine(13, 30);
  const lastOfFirst = records.findLast(({ documentId }) => documentId === ids[0]);
  const id = ids[0] as DocumentId;
  await put(
    machine,
    file,
    content.map((byte, index) => (index === (lastOfFirst?.end ?? 0) - 1 ? byte ^ 1 : byte)),
  );
  const log = await machine.openLog();
  expect(log.damage()).toMatchObject([{ documentId: id, seq: 10 }]);
  await promisedAppend(log, id, { after: 10, entries: [edit("eleven")] }).durable;
  await log.close();
  machine.crash();
  const again = await machine.openLog();
  expect(await again.load(id)).toMatchObject({ head: { seq: 11 }, missing: [10] });
  expect(again.damage()).toEqual([]);
});

test("bytes that a person typed are never taken for a record", async () => {
  const machine = createSimulatedMachine(14);
  const log = await machine.openLog();
  const [id, victim] = [newDocumentId(), newDocumentId()];
  // Somebody pastes the bytes of a true record of another server.
  const other = await killedMachine(15, 3);
  const update = new Uint8Array(other.content);
  await promisedAppend(log, id, {
    after: 0,
    facts: [begun],
    entries: [edit("before"), edit("", { update }), edit("after")],
  }).durable;
  machine.crash();
  const [name] = await machine.disk.list("/data/journal");
  machine.disk.damage(`/data/journal/${name}`, (content) => {
    const at = Buffer.from(content).indexOf("Ambo", Buffer.from(content).indexOf("before") + 8);
    return content.map((byte, index) => (index === at + 20 ? byte ^ 4 : byte));
  });
  const again = await machine.openLog();
  expect((await again.documentIds()).sort()).toEqual([id].sort());
  expect((await again.load(id)).entries.map(textOf)).toEqual(["before", "after"]);
  expect((await again.load(victim)).entries).toEqual([]);
});

test("damage inside LevelDB is left out, told and kept, and costs only that entry", async () => {
  const machine = createSimulatedMachine(16);
  const log = await machine.openLog();
  const id = newDocumentId();
  const entries = Array.from({ length: 20 }, (_, index) => edit(`entry ${index + 1}`));
  await promisedAppend(log, id, { after: 0, facts: [begun], entries }).durable;
  await log.putCheckpoint(id, { epoch: firstEpoch, seq: 5, state: new Uint8Array([5]) });
  await log.putCheckpoint(id, { epoch: firstEpoch, seq: 10, state: new Uint8Array([10]) });
  await log.close();
  machine.crash();
  const flip = (key: string) =>
    machine.level.damage(
      key,
      (value) => value.map((byte, index) => (index === value.length - 1 ? byte ^ 8 : byte)) as Buffer,
    );
  const hex = (seq: number) => seq.toString(16).padStart(12, "0");
  for (const key of [`entry!${id}!${hex(12)}`, `checkpoint!${id}!${hex(10)}`, `head!${id}`])
    expect(flip(key)).toBe(true);
  const again = await machine.openLog();
  const loaded = await again.load(id);
  expect(loaded.checkpoint).toEqual({ seq: 5, state: new Uint8Array([5]) });
  expect(loaded.missing).toEqual([12]);
  expect(loaded.entries.length).toBe(14);
  expect(loaded.head).toMatchObject({ epoch: begun.fact === "epoch" ? begun.epoch : null, seq: 20 });
  await again.load(id);
  expect(again.damage().length).toBe(3);
  await again.close();
  expect((await machine.disk.list("/data/quarantine")).length).toBe(3);
});

test("a document whose head is lost in both copies still opens with all its entries", async () => {
  const machine = createSimulatedMachine(17);
  const log = await machine.openLog();
  const id = newDocumentId();
  await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a"), edit("b")] }).durable;
  await log.close();
  machine.crash();
  for (const key of [`head!${id}`, `head-spare!${id}`]) machine.level.damage(key, () => Buffer.from("zz"));
  const again = await machine.openLog();
  expect((await again.heads([id])).get(id)).toMatchObject({ seq: 2, epoch: null });
  const loaded = await again.load(id);
  expect(loaded.entries.map(textOf)).toEqual(["a", "b"]);
  expect(await promisedAppend(again, id, { after: 2, facts: [begun], entries: [edit("c")] }).written).toMatchObject({
    last: 3,
  });
});

test("a document whose head is lost in both copies goes on at its seq, even if all that the journal holds of it is a fact", async () => {
  const machine = createSimulatedMachine(20);
  const log = await machine.openLog();
  const id = newDocumentId();
  await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a"), edit("b")] }).durable;
  await log.fold();
  await promisedAppend(log, id, { after: 2, facts: [{ fact: "owner", clientId: 1, member: ana }], entries: [] })
    .durable;
  machine.crash();
  for (const key of [`head!${id}`, `head-spare!${id}`]) machine.level.damage(key, () => Buffer.from("zz"));
  const again = await machine.openLog();
  const first = promisedAppend(again, id, { after: 0, entries: [edit("never")] });
  expect(await first.written).toMatchObject({ moved: true, head: { seq: 2 } });
  const { entries, mayLackFacts } = await again.load(id);
  expect(entries.map(textOf)).toEqual(["a", "b"]);
  expect(mayLackFacts).toBe(true);
  expect(await promisedAppend(again, id, { after: 2, entries: [edit("c")] }).written).toEqual({
    moved: false,
    last: 3,
  });
  await again.close();
  machine.crash();
  expect((await (await machine.openLog()).load(id)).entries.map(textOf)).toEqual(["a", "b", "c"]);
});

test("appends that come while a lost head is made again land in the order of the calls", async () => {
  const machine = createSimulatedMachine(30);
  const log = await machine.openLog();
  const id = newDocumentId();
  await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a")] }).durable;
  await log.close();
  machine.crash();
  for (const key of [`head!${id}`, `head-spare!${id}`]) machine.level.damage(key, () => Buffer.from("zz"));
  const again = await machine.openLog();
  const outcomes = [];
  for (let after = 1; after < 40; after++) {
    outcomes.push(promisedAppend(again, id, { after, entries: [edit(String(after))] }).written);
    await Promise.resolve();
  }
  expect(await Promise.all(outcomes)).toEqual(outcomes.map((_, index) => ({ moved: false, last: index + 2 })));
});

test("a block of LevelDB that cannot be read keeps one document away and not the whole list", async () => {
  const machine = createSimulatedMachine(32);
  const log = await machine.openLog();
  const ids = Array.from({ length: 5 }, newDocumentId).sort();
  for (const id of ids) await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a")] }).durable;
  await log.close();
  machine.crash();
  const [, spared, hit] = ids as [DocumentId, DocumentId, DocumentId];
  for (const key of machine.level.keys()) {
    if (key.includes(hit) || key === `head!${spared}`) machine.level.unreadable.add(key);
  }
  const again = await machine.openLog();
  const heads = await again.heads(ids);
  for (const id of ids) expect(heads.get(id)?.seq).toBe(id === hit ? 0 : 1);
  expect(again.damage().some(({ documentId }) => documentId === hit)).toBe(true);
  expect((await again.documentIds()).sort()).toEqual(ids.filter((id) => id !== hit));
  // Nothing is given a seq that may be taken.
  await expect(promisedAppend(again, hit, { after: 0, entries: [edit("b")] }).written).rejects.toThrow("Corruption");
  await expect(again.load(hit)).rejects.toThrow("Corruption");
  expect((await again.load(spared)).entries.map(textOf)).toEqual(["a"]);
});
