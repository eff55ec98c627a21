/** A machine for tests and simulations: a simulated disk with journal, LevelDB and catalog on it. */
import type { RandomBytes } from "../../../shared/ids.ts";
import type { Catalog } from "../catalog.ts";
import { openLevelUpdateLog } from "../levelUpdateLog.ts";
import { openCatalog } from "../lowdbCatalog.ts";
import type { UpdateLog } from "../updateLog.ts";
import { createSimulatedDisk, type SimulatedDisk } from "./simulatedDisk.ts";
import { createSimulatedLevelStore, type SimulatedLevelStore } from "./simulatedLevel.ts";

export interface SimulatedMachine {
  disk: SimulatedDisk;
  level: SimulatedLevelStore;
  /** Of 0 to 1, from the seed. */
  random: () => number;
  randomBytes: RandomBytes;
  warnings: string[];
  openLog(options?: { foldBytes?: number }): Promise<UpdateLog>;
  openCatalog(): Promise<Catalog>;
  /** Ends the process: everything that was opened is dead, what was written is there. */
  crash(): void;
  /** Ends the process and loses some of what was not synced. */
  cutPower(): void;
}

export function createSimulatedMachine(seed: number): SimulatedMachine {
  const random = seededRandom(seed);
  const randomBytes: RandomBytes = (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const disk = createSimulatedDisk();
  const level = createSimulatedLevelStore(disk);
  const warnings: string[] = [];
  const warn = (sentence: string) => warnings.push(sentence);
  return {
    disk,
    level,
    random,
    randomBytes,
    warnings,
    openLog: async (options = {}) =>
      openLevelUpdateLog({
        level: await level.open(),
        files: disk.ofThisProcess(),
        journalFolder: "/data/journal",
        quarantineFolder: "/data/quarantine",
        random: randomBytes,
        warn,
        ...options,
      }),
    openCatalog: () =>
      openCatalog("/data", {
        files: disk.ofThisProcess(),
        quarantineFolder: "/data/quarantine",
        warn,
        now: () => 1_700_000_000_000,
      }),
    crash: () => disk.crash(),
    cutPower() {
      disk.cutPower(random);
      level.cutPower(random);
    },
  };
}

/** Numbers of 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
