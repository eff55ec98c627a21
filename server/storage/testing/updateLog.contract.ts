/** What every update log must do, whatever stands behind it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DocumentId } from "../../../shared/ids.ts";
import { promisedAppend } from "../promisedAppend.ts";
import type { Fact, NewEntry, UpdateLog } from "../updateLog.ts";
import { ana, appended, begun, ben, edit, firstEpoch, newDocumentId, newEpoch, textOf } from "./entries.ts";

/** A place where a log can be opened again and again. */
export interface LogPlace {
  open(): Promise<UpdateLog>;
  /** Ends the process without a warning; what `open` gives next is what a new process finds. */
  crash(log: UpdateLog): Promise<void>;
  /** Lets the place go. */
  remove(): Promise<void>;
}

export function updateLogContract(name: string, makePlace: () => Promise<LogPlace>): void {
  describe(`${name} keeps the contract of the update log`, () => {
    let place: LogPlace;
    let log: UpdateLog;

    beforeEach(async () => {
      place = await makePlace();
      log = await place.open();
    });
    afterEach(async () => {
      await log.close();
      await place.remove();
    });

    async function reopen(): Promise<void> {
      await log.close();
      log = await place.open();
    }

    /** The same must be true of a log in memory, after a crash, after folding, and after a stop. */
    async function everywhere(check: () => Promise<void>): Promise<void> {
      await check();
      await place.crash(log);
      log = await place.open();
      await check();
      await log.fold();
      await check();
      await reopen();
      await check();
    }

    test("a document that nobody wrote has an empty log", async () => {
      const id = newDocumentId();
      const head = { epoch: null, seq: 0, schema: 1, lastAt: null, lastBy: null };
      const loaded = await log.load(id);
      expect(loaded).toEqual({
        head,
        owners: new Map(),
        checkpoint: null,
        entries: [],
        missing: [],
        mayLackFacts: false,
      });
      expect((await log.heads([id])).get(id)).toEqual(head);
      expect(await log.entries(id, 0, 10)).toEqual([]);
      expect(await log.events(id)).toEqual([]);
      expect(await log.documentIds()).toEqual([]);
    });

    test("entries come back as they went in, with seqs from 1 without gaps", async () => {
      const id = newDocumentId();
      const lineage = new Uint8Array([7, 8, 9]);
      const large = new Uint8Array(3000).fill(5);
      const given: NewEntry[] = [
        edit("one"),
        edit("two", { madeAt: 12.5, kind: "import" }),
        edit("three", { by: null, session: null, kind: "system" }),
        edit("four", { via: ben, kind: "handed-back", lineage }),
        edit("five", { update: large, lineage }),
        edit("six", { update: large, kind: "restore" }),
        edit("", { kind: "mending" }),
      ];
      const { written } = promisedAppend(log, id, { after: 0, facts: [begun], entries: given.slice(0, 3) });
      expect(await written).toEqual({ moved: false, last: 3 });
      expect(await appended(log, id, 3, ...given.slice(3))).toBe(7);
      const expected = given.map((entry, index) => ({ ...entry, seq: index + 1 }));
      await everywhere(async () => {
        const loaded = await log.load(id);
        expect(loaded.entries).toEqual(expected);
        expect(loaded.missing).toEqual([]);
        expect(loaded.head).toEqual({ epoch: firstEpoch, seq: 7, schema: 1, lastAt: 1000, lastBy: ana });
        expect(await log.entries(id, 2, 3)).toEqual(expected.slice(2, 5));
        expect(await log.entries(id, 6, 100)).toEqual(expected.slice(6));
        expect((await log.heads([id])).get(id)).toEqual(loaded.head);
        expect(await log.documentIds()).toEqual([id]);
      });
    });

    test("calls may overlap, and their records land in the order of the calls", async () => {
      const id = newDocumentId();
      const calls = Array.from({ length: 50 }, (_, index) =>
        promisedAppend(log, id, { after: index, entries: [edit(`call ${index}`)] }),
      );
      const outcomes = await Promise.all(calls.map(({ written }) => written));
      expect(outcomes).toEqual(calls.map((_, index) => ({ moved: false, last: index + 1 })));
      await Promise.all(calls.map(({ durable }) => durable));
      await everywhere(async () => {
        const texts = (await log.load(id)).entries.map(textOf);
        expect(texts).toEqual(calls.map((_, index) => `call ${index}`));
      });
    });

    test("an append that does not follow the head is told the head and leaves nothing", async () => {
      const id = newDocumentId();
      const first = promisedAppend(log, id, { after: 0, entries: [edit("first")] });
      // Not written yet, and counted all the same.
      const second = promisedAppend(log, id, { after: 0, entries: [edit("second")] });
      expect(await first.written).toEqual({ moved: false, last: 1 });
      const head = { epoch: null, seq: 1, schema: 1, lastAt: 1000, lastBy: ana };
      expect(await second.written).toEqual({ moved: true, head });
      await second.durable;
      expect(await promisedAppend(log, id, { after: 7, entries: [edit("third")] }).written).toEqual({
        moved: true,
        head,
      });
      await everywhere(async () => expect((await log.load(id)).entries.map(textOf)).toEqual(["first"]));
    });

    test("a document that was loaded after its records were folded goes on at the next seq", async () => {
      const id = newDocumentId();
      await appended(log, id, 0, edit("a"), edit("b"));
      await log.fold();
      await reopen();
      expect(await promisedAppend(log, id, { after: 0, entries: [edit("c")] }).written).toMatchObject({ moved: true });
      expect(await appended(log, id, 2, edit("c"))).toBe(3);
      await everywhere(async () => expect((await log.load(id)).entries.map(textOf)).toEqual(["a", "b", "c"]));
    });

    test("the time of entries never goes back within a document", async () => {
      const id = newDocumentId();
      await appended(log, id, 0, edit("a", { at: 5000 }), edit("b", { at: 4000 }));
      await reopen();
      await appended(log, id, 2, edit("c", { at: 3000 }), edit("d", { at: 6000 }));
      await everywhere(async () => {
        const loaded = await log.load(id);
        expect(loaded.entries.map(({ at }) => at)).toEqual([5000, 5000, 5000, 6000]);
        expect(loaded.head.lastAt).toBe(6000);
      });
    });

    test("facts are kept: the first owner wins, the schema only rises, the newest epoch counts", async () => {
      const id = newDocumentId();
      const epoch = newEpoch();
      const facts: Fact[] = [
        begun,
        { fact: "schema", schema: 3 },
        { fact: "owner", clientId: 4_294_967_295, member: ana },
        { fact: "owner", clientId: 4_294_967_295, member: ben },
      ];
      await promisedAppend(log, id, { after: 0, facts, entries: [edit("a")] }).durable;
      await log.fold();
      const later: Fact[] = [
        { fact: "schema", schema: 2 },
        { fact: "owner", clientId: 4_294_967_295, member: ben },
        { fact: "owner", clientId: 7, member: ben },
        { fact: "epoch", epoch, at: 2000, by: null },
      ];
      expect(await promisedAppend(log, id, { after: 1, facts: later, entries: [] }).written).toEqual({
        moved: false,
        last: 1,
      });
      await everywhere(async () => {
        const { head, owners } = await log.load(id);
        expect(head).toEqual({ epoch, seq: 1, schema: 3, lastAt: 1000, lastBy: ana });
        expect(owners).toEqual(
          new Map([
            [4_294_967_295, ana],
            [7, ben],
          ]),
        );
      });
    });

    test("discussion events come back oldest first, each once", async () => {
      const id = newDocumentId();
      const other = newDocumentId();
      const event = (number: number): Fact => ({ fact: "event", bytes: new Uint8Array([number, 255]) });
      await promisedAppend(log, id, { after: 0, facts: [begun, event(1), event(2)], entries: [] }).durable;
      await promisedAppend(log, other, { after: 0, facts: [event(9)], entries: [] }).durable;
      await log.fold();
      await promisedAppend(log, id, { after: 0, facts: [event(3)], entries: [edit("a")] }).durable;
      await everywhere(async () => {
        expect((await log.events(id)).map(([first]) => first)).toEqual([1, 2, 3]);
        expect((await log.events(other)).map(([first]) => first)).toEqual([9]);
      });
    });

    test("a checkpoint spares reading what is before it, and nothing is deleted for it", async () => {
      const id = newDocumentId();
      await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a"), edit("b"), edit("c")] }).durable;
      await log.putCheckpoint(id, { epoch: firstEpoch, seq: 2, state: new Uint8Array([1, 2]) });
      await everywhere(async () => {
        const loaded = await log.load(id);
        expect(loaded.checkpoint).toEqual({ seq: 2, state: new Uint8Array([1, 2]) });
        expect(loaded.entries.map(textOf)).toEqual(["c"]);
        expect((await log.entries(id, 0, 10)).map(textOf)).toEqual(["a", "b", "c"]);
      });
      await appended(log, id, 3, edit("d"));
      await log.putCheckpoint(id, { epoch: firstEpoch, seq: 3, state: new Uint8Array([3]) });
      await log.putCheckpoint(id, { epoch: firstEpoch, seq: 4, state: new Uint8Array([4]) });
      await everywhere(async () => {
        const loaded = await log.load(id);
        expect(loaded.checkpoint).toEqual({ seq: 4, state: new Uint8Array([4]) });
        expect(loaded.entries).toEqual([]);
      });
      await expect(log.putCheckpoint(id, { epoch: firstEpoch, seq: 5, state: new Uint8Array() })).rejects.toThrow(
        "ahead of the log",
      );
    });

    test("a purged document is gone, and one that begins anew under its id has nothing of it", async () => {
      const id = newDocumentId();
      const facts: Fact[] = [
        begun,
        { fact: "owner", clientId: 1, member: ana },
        { fact: "event", bytes: new Uint8Array([1]) },
      ];
      await promisedAppend(log, id, { after: 0, facts, entries: [edit("a"), edit("b"), edit("c")] }).durable;
      await log.putCheckpoint(id, { epoch: firstEpoch, seq: 3, state: new Uint8Array([1]) });
      await log.fold();
      await appended(log, id, 3, edit("d"));
      await promisedAppend(log, id, { after: 4, facts: [{ fact: "purged", at: 9, by: ana }], entries: [] }).durable;
      await everywhere(async () => {
        expect(await log.documentIds()).toEqual([]);
        expect(await log.purgedIds()).toEqual([id]);
        const loaded = await log.load(id);
        expect(loaded).toMatchObject({ checkpoint: null, entries: [], missing: [], head: { epoch: null, seq: 0 } });
        expect(loaded.owners.size).toBe(0);
        expect(await log.events(id)).toEqual([]);
        expect(await log.entries(id, 0, 10)).toEqual([]);
      });
      const epoch = newEpoch();
      const again: Fact = { fact: "epoch", epoch, at: 10, by: ben };
      await promisedAppend(log, id, { after: 0, facts: [again], entries: [edit("new")] }).durable;
      await everywhere(async () => {
        const loaded = await log.load(id);
        expect(loaded).toMatchObject({ checkpoint: null, missing: [], head: { epoch, seq: 1 } });
        expect(loaded.entries.map(textOf)).toEqual(["new"]);
        expect(await log.documentIds()).toEqual([id]);
        expect(await log.purgedIds()).toEqual([]);
      });
    });

    test("many documents do not mix, and appends go on while the journal is folded", async () => {
      const ids = Array.from({ length: 40 }, newDocumentId);
      const waiting: Promise<unknown>[] = [];
      for (let round = 0; round < 30; round++) {
        for (const [number, id] of ids.entries()) {
          waiting.push(promisedAppend(log, id, { after: round, entries: [edit(`${number}.${round}`)] }).durable);
        }
        if (round % 10 === 3) waiting.push(log.fold());
        if (round % 3 === 0) await Promise.all([log.load(ids[round % 40] as DocumentId), ...waiting]);
      }
      await Promise.all(waiting);
      await everywhere(async () => {
        expect((await log.documentIds()).sort()).toEqual([...ids].sort());
        const heads = await log.heads(ids);
        for (const [number, id] of ids.entries()) {
          expect(heads.get(id)?.seq).toBe(30);
          const texts = (await log.load(id)).entries.map(textOf);
          expect(texts).toEqual(Array.from({ length: 30 }, (_, round) => `${number}.${round}`));
        }
      });
    });

    test("what is loaded while others append and fold is the whole log of that moment", async () => {
      const id = newDocumentId();
      let seq = 0;
      let loads = 0;
      async function write(): Promise<void> {
        for (let burst = 0; burst < 10; burst++) {
          const seen = loads;
          for (let number = 0; number < 30; number++) {
            await promisedAppend(log, id, { after: seq, entries: [edit(String(seq + 1))] }).written;
            seq++;
            if (seq % 40 === 0) void log.fold();
          }
          // So that loads end in the midst of it.
          while (loads === seen) await new Promise(setImmediate);
        }
      }
      let isDone = false;
      const writing = write().finally(() => {
        isDone = true;
      });
      while (!isDone) {
        const { head, entries, missing } = await log.load(id);
        loads++;
        expect(missing).toEqual([]);
        expect(entries.map(textOf)).toEqual(Array.from({ length: head.seq }, (_, index) => String(index + 1)));
        expect(head.seq).toBeGreaterThanOrEqual(seq);
        // A log in memory answers within the turn; the writer needs its turns too.
        await new Promise(setImmediate);
      }
      await writing;
    });

    test("a load answers with all that was on its way, so that whoever loaded can go on from there", async () => {
      const id = newDocumentId();
      await appended(log, id, 0, edit("a"));
      void promisedAppend(log, id, {
        after: 1,
        facts: [{ fact: "owner", clientId: 1, member: ana }],
        entries: [edit("b")],
      });
      const first = log.load(id);
      await Promise.resolve();
      void promisedAppend(log, id, { after: 2, facts: [{ fact: "owner", clientId: 2, member: ben }], entries: [] });
      const { head, entries, owners } = await first;
      expect(entries.map(textOf)).toEqual(["a", "b"]);
      expect(owners.size).toBe(2);
      expect(await appended(log, id, head.seq, edit("c"))).toBe(3);
    });

    test("of two first epochs one counts, queued or written, and the other is told the head", async () => {
      const id = newDocumentId();
      const other: Fact = { fact: "epoch", epoch: newEpoch(), at: 1000, by: ben };
      const first = promisedAppend(log, id, { after: 0, ifNoEpoch: true, facts: [begun], entries: [] });
      const second = promisedAppend(log, id, { after: 0, ifNoEpoch: true, facts: [other], entries: [edit("never")] });
      const head = { epoch: firstEpoch, seq: 0, schema: 1, lastAt: null, lastBy: null };
      expect(await first.written).toEqual({ moved: false, last: 0 });
      expect(await second.written).toEqual({ moved: true, head });
      await first.durable;
      await everywhere(async () => {
        const third = promisedAppend(log, id, { after: 0, ifNoEpoch: true, facts: [other], entries: [] });
        expect(await third.written).toEqual({ moved: true, head });
        expect((await log.load(id)).head).toEqual(head);
      });
    });

    test("a checkpoint of an epoch that is over is refused, even if the new one has come as far", async () => {
      const id = newDocumentId();
      const epoch = newEpoch();
      await promisedAppend(log, id, { after: 0, facts: [begun], entries: [edit("a"), edit("b")] }).durable;
      const late = log.putCheckpoint(id, { epoch: firstEpoch, seq: 2, state: new Uint8Array([66]) });
      late.catch(() => undefined);
      void promisedAppend(log, id, { after: 2, facts: [{ fact: "purged", at: 1, by: null }], entries: [] });
      const again: Fact = { fact: "epoch", epoch, at: 2, by: null };
      await promisedAppend(log, id, { after: 0, facts: [again], entries: [edit("c"), edit("d")] }).durable;
      await Promise.allSettled([late]);
      const later = log.putCheckpoint(id, { epoch: firstEpoch, seq: 2, state: new Uint8Array([66]) });
      await expect(later).rejects.toThrow("another epoch");
      await everywhere(async () => {
        const { checkpoint, entries } = await log.load(id);
        expect(checkpoint).toBeNull();
        expect(entries.map(textOf)).toEqual(["c", "d"]);
      });
    });

    test("a closed log refuses appends, and closing twice is harmless", async () => {
      await log.close();
      await log.close();
      const { written, durable } = promisedAppend(log, newDocumentId(), { after: 0, entries: [edit("late")] });
      await expect(written).rejects.toThrow("closed");
      await expect(durable).rejects.toThrow("closed");
    });
  });
}
