import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { readJournal } from "./journalReading.ts";
import { readRecord } from "./journalRecord.ts";
import { createSimulatedMachine, type SimulatedMachine } from "./simulatedStorage.ts";
import { begun, edit, newDocumentId, textOf } from "./updateLog.contract.ts";

/** A machine whose process was killed with all its records in one journal file. */
async function killedMachine(seed: number, count: number) {
  const machine = createSimulatedMachine(seed);
  const log = await machine.openLog();
  const ids = [newDocumentId(), newDocumentId(), newDocumentId()];
  const heads = new Map<DocumentId, number>(ids.map((id) => [id, 0]));
  let last: Promise<void> = Promise.resolve();
  for (let number = 0; number < count; number++) {
    const id = ids[number % 3] as DocumentId;
    const after = heads.get(id) ?? 0;
    last = log.append(id, {
      after,
      entries: [edit(`${number} ${"x".repeat(Math.floor(machine.random() * 40))}`)],
    }).durable;
    heads.set(id, after + 1);
  }
  await last;
  machine.crash();
  const [name] = await machine.disk.list("/data/journal");
  const file = `/data/journal/${name}`;
  const content = Buffer.from(await machine.disk.read(file));
  return { machine, ids, file, content, records: recordsIn(content) };
}

function recordsIn(content: Buffer): { start: number; end: number; documentId: DocumentId; seq: number }[] {
  const found = [];
  let offset = 0;
  while (offset < content.length) {
    const read = readRecord(content, offset, null);
    if (typeof read === "string") throw new Error(read);
    if (read.record.kind !== "start") {
      found.push({ start: offset, end: read.end, documentId: read.record.documentId, seq: read.record.seq });
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
      await log.append(id, { after: seqs.length, entries: [edit("after the cut")] }).durable;
    }
    machine.cutPower();
    const again = await machine.openLog();
    expect(again.damage()).toEqual([]);
    for (const id of ids) expect((await again.load(id)).entries.map(textOf).at(-1)).toBe("after the cut");
  }
}, 60_000);

test("one flipped byte anywhere costs only the record it lies in", async () => {
  const { machine, ids, file, content, records } = await killedMachine(12, 1000);
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
    expect(good.length).toBe(hit ? 999 : 1000);
    const isLast = hit === records.at(-1);
    if (!isLast) expect(read.damage.length).toBe(1);
    if (place % (isLong ? 100 : 10) !== 0) continue;
    const log = await machine.openLog();
    for (const id of ids) {
      const { head, entries, missing } = await log.load(id);
      const all = records.filter(({ documentId }) => documentId === id).length;
      const lost = hit?.documentId === id ? [hit.seq] : [];
      expect(entries.length).toBe(all - lost.length);
      // The last record of all may look like the write that a crash interrupted; then its seq is free again.
      if (!isLast) expect(missing).toEqual(lost);
      if (!isLast) expect(head.seq).toBe(all);
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
  await log.append(id, { after: 10, entries: [edit("eleven")] }).durable;
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
  await log.append(id, { after: 0, facts: [begun], entries: [edit("before"), edit("", { update }), edit("after")] })
    .durable;
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
  await log.append(id, { after: 0, facts: [begun], entries }).durable;
  await log.putCheckpoint(id, 5, new Uint8Array([5]));
  await log.putCheckpoint(id, 10, new Uint8Array([10]));
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
  await log.append(id, { after: 0, facts: [begun], entries: [edit("a"), edit("b")] }).durable;
  await log.close();
  machine.crash();
  for (const key of [`head!${id}`, `head-spare!${id}`]) machine.level.damage(key, () => Buffer.from("zz"));
  const again = await machine.openLog();
  expect((await again.heads([id])).get(id)).toMatchObject({ seq: 2, epoch: null });
  const loaded = await again.load(id);
  expect(loaded.entries.map(textOf)).toEqual(["a", "b"]);
  expect(await again.append(id, { after: 2, facts: [begun], entries: [edit("c")] }).written).toMatchObject({ last: 3 });
});
