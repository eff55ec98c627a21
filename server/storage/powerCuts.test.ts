import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { promisedAppend } from "./promisedAppend.ts";
import { begun, edit, newDocumentId, textOf } from "./testing/entries.ts";
import { createSimulatedMachine, type SimulatedMachine } from "./testing/simulatedStorage.ts";
import type { UpdateLog } from "./updateLog.ts";

/** What a writer knows of its document: the words that were promised to it, and in which way. */
interface Writer {
  id: DocumentId;
  /** Its process has ended: what it still hears from itself counts for nobody. */
  isDead: boolean;
  head: number;
  count: number;
  /** By seq. */
  written: Map<number, string>;
  durable: Map<number, string>;
}

const rounds = Number(process.env.AMBO_POWER_CUTS ?? 150);

test(`over ${rounds} random crashes and power cuts with failing disks, nothing that was promised is missing`, async () => {
  for (let seed = 1; seed <= rounds; seed++) {
    try {
      await live(seed);
    } catch (error) {
      throw new Error(`Seed ${seed} fails.`, { cause: error });
    }
  }
}, 300_000);

async function live(seed: number): Promise<void> {
  const machine = createSimulatedMachine(seed);
  machine.disk.writesAtOnce = seed % 2 === 0;
  const { random } = machine;
  let writers: Writer[] = Array.from({ length: 3 }, () => ({
    id: newDocumentId(),
    isDead: false,
    head: 0,
    count: 0,
    written: new Map(),
    durable: new Map(),
  }));
  for (let life = 0; life < 4; life++) {
    const log = await machine.openLog({ foldBytes: 2000 });
    for (const writer of writers) await check(log, writer);
    if (random() < 0.7) injectFaults(machine);
    machine.disk.stopAfter(machine.disk.operations + 5 + Math.floor(random() * 60));
    await Promise.race([machine.disk.stopped, ...writers.map((writer) => write(machine, log, writer))]);
    writers = writers.map((writer) => {
      const next = { ...writer, written: new Map(writer.written), durable: new Map(writer.durable) };
      writer.isDead = true;
      return next;
    });
    const isPowerCut = random() < 0.5;
    if (isPowerCut) machine.cutPower();
    else machine.crash();
    // Only a promise of `durable` outlives the power.
    if (isPowerCut) for (const writer of writers) writer.written = new Map(writer.durable);
  }
  const log = await machine.openLog();
  for (const writer of writers) await check(log, writer);
  expect(log.damage().filter(({ seq }) => seq !== null && writers.some((w) => w.durable.has(seq) && false))).toEqual(
    [],
  );
}

function injectFaults({ disk, random }: SimulatedMachine): void {
  disk.fault = ({ kind, bytes }) => {
    const luck = random();
    if (luck > 0.12) return null;
    if (kind === "write" && luck < 0.06) return { short: Math.floor(random() * bytes) };
    // Files that cannot even be read again would be another test: here the machine must be able to start.
    return kind === "open" ? null : { code: luck < 0.09 ? "ENOSPC" : "EIO" };
  };
}

async function write(machine: SimulatedMachine, log: UpdateLog, writer: Writer): Promise<void> {
  const pending = new Set<Promise<unknown>>();
  while (!writer.isDead) {
    const text = `${writer.count++}`;
    const facts = writer.head === 0 ? [begun] : [];
    const after = writer.head;
    const { written, durable } = promisedAppend(log, writer.id, { after, facts, entries: [edit(text)] });
    writer.head++;
    const settled = written
      .then(async (outcome) => {
        if (outcome.moved) throw new Error("moved");
        const seq = outcome.last;
        writer.written.set(seq, text);
        await durable;
        writer.durable.set(seq, text);
      })
      .catch(async () => {
        // As a room does: all that is uncertain is forgotten, and the log is asked where it stands.
        writer.head = Number.NaN;
      })
      .finally(() => pending.delete(settled));
    pending.add(settled);
    if (machine.random() < 0.3 || Number.isNaN(writer.head)) {
      await Promise.all(pending);
      await new Promise(setImmediate);
    }
    while (Number.isNaN(writer.head) && !writer.isDead) {
      await Promise.all(pending);
      try {
        writer.head = (await log.load(writer.id)).head.seq;
      } catch {
        await new Promise(setImmediate);
      }
    }
  }
}

async function check(log: UpdateLog, writer: Writer): Promise<void> {
  const loaded = await log.load(writer.id);
  const found = new Map(loaded.entries.map((entry) => [entry.seq, textOf(entry)]));
  for (const [seq, text] of [...writer.written, ...writer.durable]) {
    if (found.get(seq) !== text) throw new Error(`Entry ${seq} is ${found.get(seq)}, not ${text}.`);
  }
  // Each word at most once, in the order of its writing: nothing refused came back beside its repetition.
  const texts = loaded.entries.map((entry) => Number(textOf(entry)));
  expect(texts).toEqual([...new Set(texts)].sort((a, b) => a - b));
  writer.head = loaded.head.seq;
  // What is loaded is promised.
  writer.written = new Map(found);
  writer.durable = new Map(found);
}
