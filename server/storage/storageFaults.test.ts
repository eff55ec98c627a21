import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { type Appended, promisedAppend } from "./promisedAppend.ts";
import { appended, begun, edit, newDocumentId, textOf } from "./testing/entries.ts";
import { hears } from "./testing/hears.ts";
import type { DiskOperation, Fault } from "./testing/simulatedDisk.ts";
import { createSimulatedMachine, type SimulatedMachine } from "./testing/simulatedStorage.ts";
import type { UpdateLog } from "./updateLog.ts";

/** Fails the operations that `when` chooses, as often as `times` says. */
function faultOf(fault: Fault, when: (operation: DiskOperation) => boolean, times = 1) {
  let left = times;
  return (operation: DiskOperation) => (left > 0 && when(operation) && left-- > 0 ? fault : null);
}

const noSpace: Fault = { code: "ENOSPC" };

async function textsIn(log: UpdateLog, id: DocumentId): Promise<string[]> {
  const { entries, missing } = await log.load(id);
  expect(missing).toEqual([]);
  return entries.map(textOf);
}

/** What a new process finds after the power failed. */
async function afterPowerCut(machine: SimulatedMachine): Promise<UpdateLog> {
  machine.cutPower();
  return machine.openLog();
}

const diskTempers = ["later", "at once"] as const;

const fullDisks: Record<string, (disk: SimulatedMachine["disk"]) => void> = {
  "a write that takes no byte": (disk) => {
    disk.fault = faultOf(noSpace, ({ kind }) => kind === "write");
  },
  "a short write, and then a full disk": (disk) => {
    let writes = 0;
    disk.fault = ({ kind }) => {
      if (kind !== "write") return null;
      writes++;
      return writes === 1 ? { short: 77 } : writes === 2 ? noSpace : null;
    };
  },
  "a write that stops moving": (disk) => {
    disk.fault = faultOf({ short: 0 }, ({ kind }) => kind === "write");
  },
  "a short write that cannot be cut off": (disk) => {
    let writes = 0;
    disk.fault = ({ kind }) => {
      if (kind === "truncate") return { code: "EIO" };
      if (kind !== "write") return null;
      writes++;
      return writes === 1 ? { short: 150 } : writes === 2 ? noSpace : null;
    };
  },
  "a whole write that is refused all the same and cannot be cut off": (disk) => {
    let writes = 0;
    disk.fault = ({ kind, bytes }) => {
      if (kind === "truncate") return { code: "EIO" };
      if (kind !== "write") return null;
      writes++;
      return writes === 1 ? { short: bytes - 1 } : writes === 2 ? noSpace : null;
    };
  },
};

for (const [name, breakDisk] of Object.entries(fullDisks)) {
  test.each(diskTempers)(
    `${name}: the append is refused, and 1,000 later edits outlive a power cut, on a disk that answers %s`,
    async (when) => {
      const machine = createSimulatedMachine(21);
      machine.disk.writesAtOnce = when === "at once";
      const log = await machine.openLog();
      const [id, other] = [newDocumentId(), newDocumentId()];
      await appended(log, id, 0, edit("kept"));
      breakDisk(machine.disk);
      const refused = promisedAppend(log, id, {
        after: 1,
        entries: [edit("refused 1"), edit("refused 2"), edit("refused 3")],
      });
      await expect(refused.written).rejects.toThrow();
      await expect(refused.durable).rejects.toThrow();
      expect(await textsIn(log, id)).toEqual(["kept"]);
      let last: Promise<void> = Promise.resolve();
      for (let seq = 0; seq < 1000; seq++) {
        last = promisedAppend(log, seq % 2 === 0 ? id : other, {
          after: seq % 2 === 0 ? 1 + seq / 2 : (seq - 1) / 2,
          entries: [edit(String(seq))],
        }).durable;
        if (seq % 50 === 0) await last;
      }
      await last;
      const again = await afterPowerCut(machine);
      const even = Array.from({ length: 500 }, (_, index) => String(2 * index));
      const odd = Array.from({ length: 500 }, (_, index) => String(2 * index + 1));
      expect(await textsIn(again, id)).toEqual(["kept", ...even]);
      expect(await textsIn(again, other)).toEqual(odd);
      await again.close();
    },
  );
}

for (const canCut of [true, false]) {
  test.each(diskTempers)(
    `whole records of a refused write do not come back when it ${canCut ? "was" : "could not be"} cut off, on a disk that answers %s`,
    async (when) => {
      for (const isPowerCut of [true, false]) {
        const machine = createSimulatedMachine(29);
        machine.disk.writesAtOnce = when === "at once";
        const log = await machine.openLog();
        const [id, other] = [newDocumentId(), newDocumentId()];
        await appended(log, id, 0, edit("kept"));
        let writes = 0;
        machine.disk.fault = ({ kind, bytes }) => {
          if (kind === "truncate" && !canCut) return { code: "EIO" };
          if (kind !== "write") return null;
          writes++;
          return writes === 1 ? { short: bytes - 1 } : writes === 2 ? noSpace : null;
        };
        const entries = Array.from({ length: 20 }, (_, index) => edit(`refused ${index}`));
        await expect(promisedAppend(log, id, { after: 1, entries }).written).rejects.toThrow("ENOSPC");
        await appended(log, other, 0, edit("later"));
        if (isPowerCut) machine.cutPower();
        else machine.crash();
        const again = await machine.openLog();
        expect(await textsIn(again, id)).toEqual(["kept"]);
        expect(await textsIn(again, other)).toEqual(["later"]);
        expect(again.damage()).toEqual([]);
      }
    },
  );
}

test.each(diskTempers)(
  "an append queued behind a refused one of its document is refused too, while others go on, on a disk that answers %s",
  async (when) => {
    const machine = createSimulatedMachine(22);
    machine.disk.writesAtOnce = when === "at once";
    const log = await machine.openLog();
    const [id, other] = [newDocumentId(), newDocumentId()];
    let behind: Appended | null = null;
    let beside: Appended | null = null;
    machine.disk.fault = ({ kind }) => {
      if (kind !== "write" || behind) return null;
      // While the first write is under way.
      behind = promisedAppend(log, id, { after: 1, entries: [edit("behind")] });
      beside = promisedAppend(log, other, { after: 0, entries: [edit("beside")] });
      return noSpace;
    };
    const first = promisedAppend(log, id, { after: 0, entries: [edit("first")] });
    await expect(first.written).rejects.toThrow("ENOSPC");
    const { written, durable } = behind as unknown as Appended;
    await expect(written).rejects.toThrow("ENOSPC");
    await expect(durable).rejects.toThrow("ENOSPC");
    await (beside as unknown as Appended).durable;
    await appended(log, id, 0, edit("again"));
    const again = await afterPowerCut(machine);
    expect(await textsIn(again, id)).toEqual(["again"]);
    expect(await textsIn(again, other)).toEqual(["beside"]);
  },
);

test("a listener hears of a refused write once, and may append again at once, also when others were refused with it", async () => {
  const machine = createSimulatedMachine(30);
  const log = await machine.openLog();
  const id = newDocumentId();
  await appended(log, id, 0, edit("a"));
  const heard: string[] = [];
  machine.disk.fault = faultOf(noSpace, ({ kind }) => kind === "write");
  const again = hears(heard, "again");
  const first = hears(heard, "first").listener;
  log.append(
    id,
    { after: 1, entries: [edit("first")] },
    {
      ...first,
      failed(error) {
        first.failed(error);
        log.append(id, { after: 1, entries: [edit("again")] }, again.listener);
      },
    },
  );
  log.append(id, { after: 2, entries: [edit("behind")] }, hears(heard, "behind").listener);
  await again.isOver;
  const failed = heard.slice(0, 2).map((what) => what.split(":")[0]);
  expect(failed).toEqual(["first failed ENOSPC", "behind failed ENOSPC"]);
  expect(heard.slice(2)).toEqual(["again written 2", "again durable"]);
  expect(await appended(log, id, 2, edit("b"))).toBe(3);
  expect(await textsIn(await afterPowerCut(machine), id)).toEqual(["a", "again", "b"]);
});

test("a listener hears of a sync that fails for good after the write, once", async () => {
  const machine = createSimulatedMachine(31);
  const log = await machine.openLog();
  const id = newDocumentId();
  await appended(log, id, 0, edit("a"));
  machine.disk.fault = ({ kind }) => (kind === "sync" ? { code: "EIO" } : null);
  const heard: string[] = [];
  const { listener, isOver } = hears(heard, "b");
  log.append(id, { after: 1, entries: [edit("b")] }, listener);
  await isOver;
  machine.disk.fault = () => null;
  await appended(log, id, 2, edit("c"));
  expect(heard.map((what) => what.split(":")[0])).toEqual(["b written 2", "b failed EIO"]);
});

test("after a failed sync, what was written is written again into a new file and is durable there", async () => {
  const machine = createSimulatedMachine(23);
  const log = await machine.openLog();
  const id = newDocumentId();
  await appended(log, id, 0, edit("a"));
  machine.disk.fault = faultOf({ code: "EIO" }, ({ kind }) => kind === "sync");
  const facts = [{ fact: "event", bytes: new Uint8Array([1]) }] as const;
  await promisedAppend(log, id, { after: 1, facts, entries: [edit("b")] }).durable;
  await appended(log, id, 2, edit("c"));
  expect((await machine.disk.list("/data/journal")).length).toBe(2);
  const again = await afterPowerCut(machine);
  expect(await textsIn(again, id)).toEqual(["a", "b", "c"]);
  expect(await again.events(id)).toEqual([new Uint8Array([1])]);
});

test("when the new file cannot be synced either, durable is refused, and the records are kept for the next file", async () => {
  const machine = createSimulatedMachine(24);
  const log = await machine.openLog();
  const id = newDocumentId();
  await appended(log, id, 0, edit("a"));
  machine.disk.fault = ({ kind }) => (kind === "sync" ? { code: "EIO" } : null);
  const { written, durable } = promisedAppend(log, id, { after: 1, entries: [edit("b")] });
  expect(await written).toEqual({ moved: false, last: 2 });
  await expect(durable).rejects.toThrow("EIO");
  // Loaded means saved: a document that cannot be made durable is not served.
  await expect(log.load(id)).rejects.toThrow("EIO");
  machine.disk.fault = () => null;
  await appended(log, id, 2, edit("c"));
  expect(await textsIn(log, id)).toEqual(["a", "b", "c"]);
  const again = await afterPowerCut(machine);
  expect(await textsIn(again, id)).toEqual(["a", "b", "c"]);
});

test("when no new file can be begun after a failed sync, all unsynced appends fail together and nothing is lost", async () => {
  const machine = createSimulatedMachine(25);
  const log = await machine.openLog();
  const ids = [newDocumentId(), newDocumentId()];
  for (const id of ids) await appended(log, id, 0, edit("a"));
  machine.disk.fault = ({ kind }) => (kind === "sync" ? { code: "EIO" } : kind === "create" ? noSpace : null);
  const waiting = ids.map((id) => promisedAppend(log, id, { after: 1, entries: [edit("b")] }));
  for (const { durable } of waiting) await expect(durable).rejects.toThrow();
  await expect(promisedAppend(log, ids[0] as DocumentId, { after: 2, entries: [edit("c")] }).written).rejects.toThrow(
    "ENOSPC",
  );
  machine.disk.fault = () => null;
  for (const id of ids) await appended(log, id, 2, edit("c"));
  const again = await afterPowerCut(machine);
  for (const id of ids) expect(await textsIn(again, id)).toEqual(["a", "b", "c"]);
});

test("a failed fold loses nothing and is done by the next one", async () => {
  const machine = createSimulatedMachine(26);
  const log = await machine.openLog();
  const id = newDocumentId();
  await appended(log, id, 0, edit("a"), edit("b"));
  machine.disk.fault = faultOf(noSpace, ({ kind }) => kind === "batch");
  await expect(log.fold()).rejects.toThrow("ENOSPC");
  expect(await textsIn(log, id)).toEqual(["a", "b"]);
  await appended(log, id, 2, edit("c"));
  await log.fold();
  expect((await machine.disk.list("/data/journal")).length).toBe(1);
  const again = await afterPowerCut(machine);
  expect(await textsIn(again, id)).toEqual(["a", "b", "c"]);
});

test("the journal is folded by itself once it is large enough", async () => {
  const machine = createSimulatedMachine(27);
  const log = await machine.openLog({ foldBytes: 5000 });
  const id = newDocumentId();
  for (let seq = 0; seq < 200; seq++) await appended(log, id, seq, edit(`number ${seq}`));
  await log.close();
  expect(machine.level.keys().filter((key) => key.startsWith("entry!")).length).toBe(200);
  machine.crash();
  expect((await textsIn(await machine.openLog(), id)).length).toBe(200);
});

test("a kill after any step of folding changes nothing", async () => {
  for (let step = 1; ; step++) {
    const machine = createSimulatedMachine(28);
    const log = await machine.openLog();
    const [id, purged] = [newDocumentId(), newDocumentId()];
    const facts = [begun, { fact: "event", bytes: new Uint8Array([1]) }] as const;
    await promisedAppend(log, purged, { after: 0, facts, entries: [edit("secret"), edit("secret")] }).durable;
    await promisedAppend(log, id, { after: 0, facts, entries: [edit("a"), edit("b")] }).durable;
    await log.fold();
    await promisedAppend(log, purged, { after: 2, facts: [{ fact: "purged", at: 5, by: null }], entries: [] }).durable;
    await promisedAppend(log, id, { after: 2, facts: [], entries: [edit("c"), edit("d")] }).durable;
    const before = machine.disk.operations;
    machine.disk.stopAfter(before + step);
    const folding = log.fold();
    const outcome = await Promise.race([folding.then(() => "folded"), machine.disk.stopped.then(() => "killed")]);
    for (const cut of [false, true]) {
      if (cut) machine.cutPower();
      else machine.crash();
      const again = await machine.openLog();
      expect(await textsIn(again, id)).toEqual(["a", "b", "c", "d"]);
      expect((await again.events(id)).length).toBe(1);
      expect(await again.documentIds()).toEqual([id]);
      expect(await textsIn(again, purged)).toEqual([]);
      expect(await again.events(purged)).toEqual([]);
      if (!cut) continue;
      await appended(again, id, 4, edit("e"));
      await again.close();
      expect(machine.level.keys().filter((key) => key.includes(purged))).toEqual([`purged!${purged}`]);
      machine.crash();
      expect(await textsIn(await machine.openLog(), id)).toEqual(["a", "b", "c", "d", "e"]);
    }
    if (outcome === "folded") {
      expect(step).toBeGreaterThan(5);
      break;
    }
  }
});
