/** A LevelDB of a simulated machine: what it holds outlives the process, and what was not synced may not outlive the power. */
import { MemoryLevel } from "memory-level";
import type { Level, LevelOperation, LevelRange } from "../levelKeys.ts";
import type { SimulatedDisk } from "./simulatedDisk.ts";

export interface SimulatedLevelStore {
  /** Opens the database, with what the last process left in it. */
  open(): Promise<Level>;
  /** To be called together with the disk's. Each unsynced batch is kept or dropped, a beginning of them in order. */
  cutPower(random: () => number): void;
  /** Changes a value behind everybody's back. False when there is no such key. */
  damage(key: string, change: (value: Buffer) => Buffer): boolean;
  /** Keys in blocks that the database cannot read: asking for one fails, and so does an iterator that comes to it. */
  readonly unreadable: Set<string>;
  keys(): string[];
}

export function createSimulatedLevelStore(disk: SimulatedDisk): SimulatedLevelStore {
  let synced = new Map<string, Buffer>();
  let current = new Map<string, Buffer>();
  let unsynced: LevelOperation[][] = [];
  const unreadable = new Set<string>();

  return {
    unreadable,
    async open() {
      const process = disk.ofThisProcess();
      const memory = new MemoryLevel<string, Buffer>({ keyEncoding: "utf8", valueEncoding: "buffer" });
      await memory.open();
      await memory.batch([...current].map(([key, value]) => ({ type: "put", key, value })));
      const batch = memory.batch.bind(memory) as (operations: LevelOperation[]) => Promise<void>;
      async function batchOnDisk(operations: LevelOperation[], options?: { sync: boolean }): Promise<void> {
        const bytes = operations.reduce(
          (sum, operation) => sum + (operation.type === "put" ? operation.value.length : 0),
          0,
        );
        const fault = await process.take("batch", "level", bytes);
        if (fault) throw new Error("ENOSPC: simulated, level");
        await batch(operations);
        apply(current, operations);
        unsynced.push(operations);
        if (!options?.sync) return;
        synced = new Map(current);
        unsynced = [];
      }
      return failingAt(unreadable, Object.assign(memory, { batch: batchOnDisk }) as unknown as Level);
    },
    cutPower(random) {
      const kept = Math.floor(random() * (unsynced.length + 1));
      for (const operations of unsynced.slice(0, kept)) apply(synced, operations);
      current = new Map(synced);
      unsynced = [];
    },
    damage(key, change) {
      const value = current.get(key);
      if (!value) return false;
      const damaged = change(Buffer.from(value));
      current.set(key, damaged);
      synced.set(key, damaged);
      return true;
    },
    keys: () => [...current.keys()].sort(),
  };
}

function apply(content: Map<string, Buffer>, operations: readonly LevelOperation[]): void {
  for (const operation of operations) {
    if (operation.type === "put") content.set(operation.key, Buffer.from(operation.value));
    else content.delete(operation.key);
  }
}

function failingAt(unreadable: ReadonlySet<string>, level: Level): Level {
  function check(keys: Iterable<string>): void {
    for (const key of keys) if (unreadable.has(key)) throw new Error("Corruption: simulated, block checksum mismatch");
  }
  async function checked<T>(keys: Iterable<string>, read: () => Promise<T>): Promise<T> {
    check(keys);
    return read();
  }
  const { get, getSync, getMany, keys, iterator } = level;
  return Object.assign(level, {
    get: (...asked: Parameters<Level["get"]>) => checked([asked[0]], () => get.apply(level, asked)),
    getSync(key: string) {
      check([key]);
      return getSync.call(level, key);
    },
    getMany: (asked: string[]) => checked(asked, () => getMany.call(level, asked)),
    keys(range: LevelRange) {
      const found = keys.call(level, range);
      return {
        async all() {
          const all = await found.all();
          check(all);
          return all;
        },
        async *[Symbol.asyncIterator]() {
          for await (const key of found) {
            check([key]);
            yield key;
          }
        },
      };
    },
    iterator(range: LevelRange) {
      const found = iterator.call(level, range);
      return {
        async nextv(count: number) {
          const entries = await found.nextv(count);
          check(entries.map(([key]) => key));
          return entries;
        },
        close: () => found.close(),
        async *[Symbol.asyncIterator]() {
          for await (const entry of found) {
            check([entry[0]]);
            yield entry;
          }
        },
      };
    },
  });
}
