/**
 * Nothing that was taken away comes back. Before the catalog is changed in what concerns access, a numbered record of the change is on
 * disk for good, beside the log; the catalog keeps up to which number it is current. At the start the records above it are replayed, so
 * neither a crash between the two nor a fallback to an older catalog gives anything back.
 */
import type { MemberId } from "../../shared/ids.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { closeLinks } from "../storage/closeLinks.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { type AccessChange, applyChange, replayChange } from "./accessChanges.ts";

export interface AccessRecord {
  /** Epoch milliseconds. */
  at: number;
  by: MemberId | null;
  changes: readonly AccessChange[];
}

export interface AccessRecordsNeeds {
  catalog: Catalog;
  table: SideTable<AccessRecord>;
  now: () => number;
  logger: { warn(fields: object, sentence: string): void };
  /** The catalog is durable: whoever has a document open must be told, or sent away, in this very turn. */
  onChanged: (changes: readonly AccessChange[], by: MemberId | null) => void;
}

export interface AccessRecords {
  /**
   * Changes who may do what: record first, catalog second, open sockets third, one change after the other.
   *
   * `plan` says what shall change, or throws to refuse; no changes means that there is nothing to do. It must be a function of the data
   * alone, since it is asked again when the catalog is written, in case something else changed meanwhile.
   */
  change(
    by: MemberId | null,
    plan: (data: Readonly<CatalogData>) => readonly AccessChange[],
  ): Promise<readonly AccessChange[]>;
}

/** Each record is a catalog written; three would do for its older generations, the rest is for whoever copies a file back by hand. */
const recordsKept = 1_000;

/** Something else changed the same just as often in between; more than this is a plan that is not a function of the data. */
const maxTries = 20;

/** Opens the records and brings the catalog up to date with them. To be awaited before anybody is let in. */
export async function openAccessRecords(needs: AccessRecordsNeeds): Promise<AccessRecords> {
  const { catalog, table, now, logger } = needs;
  const records = await readRecords(table);
  let lowest = records[0]?.number ?? 1;
  let highest = Math.max(records.at(-1)?.number ?? 0, catalog.data.accessUpTo ?? 0);
  await catchUp();
  /** The change before, done or refused: records and catalogs are in one order. */
  let before: Promise<unknown> = Promise.resolve();

  return {
    change(by, plan) {
      const work = before.then(() => changeNow(by, plan));
      before = work.catch(() => undefined);
      return work;
    },
  };

  async function catchUp(): Promise<void> {
    const upTo = catalog.data.accessUpTo ?? 0;
    const unknown = records.filter(({ number }) => number > upTo);
    const first = unknown[0]?.number ?? upTo + 1;
    // An older catalog than the records reach back to: what was revoked in between is known to nobody.
    const isGap = first > upTo + 1;
    if (isGap) {
      const sentence =
        "The catalog is older than the records of who may do what. Share links stay closed until an owner looks.";
      logger.warn({ upTo, first }, sentence);
    }
    if (unknown.length === 0) return;
    await catalog.change((data) => {
      for (const { record } of unknown) for (const change of record.changes) replayChange(data, change);
      // Last, so that links and invitations which only the records know are closed as well.
      if (isGap || catalog.openedFrom.problem !== null) closeLinks(data);
      data.accessUpTo = highest;
    });
    logger.warn({ count: unknown.length }, "Changes of access that the catalog did not hold were made again.");
  }

  async function changeNow(
    by: MemberId | null,
    plan: (data: Readonly<CatalogData>) => readonly AccessChange[],
  ): Promise<readonly AccessChange[]> {
    for (let tries = 0; tries < maxTries; tries++) {
      const changes = plan(catalog.data);
      if (changes.length === 0) return changes;
      if (await isMade({ at: now(), by, changes }, plan)) {
        needs.onChanged(changes, by);
        return changes;
      }
    }
    throw new Error("A change of access was planned in another way each time it was asked for.");
  }

  /** False when the plan has become another one meanwhile, and must be made again. */
  async function isMade(
    record: AccessRecord,
    plan: (data: Readonly<CatalogData>) => readonly AccessChange[],
  ): Promise<boolean> {
    const number = highest + 1;
    const planned = JSON.stringify(record.changes);
    let isDone = false;
    try {
      await table.put(keyOf(number), record, { durable: true });
      isDone = await catalog.change((data) => {
        if (JSON.stringify(plan(data)) !== planned) return false;
        for (const change of record.changes) applyChange(data, change);
        data.accessUpTo = number;
        return true;
      });
    } finally {
      if (isDone) highest = number;
      else await takeBack(number);
    }
    await dropOldest();
    return isDone;
  }

  /** What was refused must not be replayed. If it cannot be taken back, at least no other record gets its number. */
  async function takeBack(number: number): Promise<void> {
    try {
      await table.delete(keyOf(number), { durable: true });
    } catch (error) {
      highest = number;
      logger.warn({ err: error, number }, "The record of a refused change of access could not be taken back.");
    }
  }

  async function dropOldest(): Promise<void> {
    try {
      for (; lowest <= highest - recordsKept; lowest++) await table.delete(keyOf(lowest));
    } catch (error) {
      logger.warn({ err: error }, "Old records of access could not be dropped. It is tried again at the next change.");
    }
  }
}

async function readRecords(table: SideTable<AccessRecord>): Promise<{ number: number; record: AccessRecord }[]> {
  const pairs = await table.list("");
  return pairs.map(({ key, value }) => ({ number: Number(key), record: value }));
}

/** Keys sort as their numbers do. */
function keyOf(number: number): string {
  return String(number).padStart(12, "0");
}
