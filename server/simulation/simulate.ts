/**
 * A whole server and a few people in one process, with time, network and disk decided by one seed: edits, delays, cut lines, reloads,
 * full disks, killed processes and power cuts between any two awaits. What it checks:
 *   - after a killed process nothing is missing that was acknowledged to its author or seen by a reader;
 *   - after a power cut nothing is missing that was acknowledged;
 *   - a page is never told that the server went back;
 *   - in the end all pages, the room and a replay of the log from its first entry agree, to the letter and to the deletion.
 */
import * as Y from "yjs";
import type { DocumentId, MemberId, RunId } from "../../shared/ids.ts";
import { makeId } from "../../shared/ids.ts";
import { judgeUpdate } from "../gate/judgeUpdate.ts";
import { defaultRoomLimits } from "../rooms/limits.ts";
import { openRooms, type Rooms } from "../rooms/rooms.ts";
import { openLevelUpdateLog } from "../storage/levelUpdateLog.ts";
import type { DiskOperation, Fault } from "../storage/testing/simulatedDisk.ts";
import { createSimulatedMachine, type SimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import type { UpdateLog } from "../storage/updateLog.ts";
import { Page } from "./page.ts";
import { createRandom, type Random } from "./random.ts";
import { assertReached } from "./reach.ts";
import { type SlowDisk, slowDisk } from "./slowDisk.ts";
import { createTime, type Time } from "./time.ts";

export interface SimulationOptions {
  steps: number;
  /** Called with a line for each thing that happens; for reading a failing seed. */
  trace?: (line: string) => void;
}

export interface SimulationResult {
  edits: number;
  kills: number;
  powerCuts: number;
  faults: number;
  acknowledged: number;
}

/** Runs one seed to its end. Throws with what was found missing or unequal. */
export async function simulate(seed: number, options: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(seed, options);
  await simulation.run();
  return simulation.result;
}

const listeners = ["update", "afterTransaction", "beforeObserverCalls", "afterTransactionCleanup"] as const;

/** What may go wrong with the disk. Each ends by itself after some operations. */
const troubles: { name: string; begin: (random: Random) => (operation: DiskOperation) => Fault | null }[] = [
  {
    name: "full in the middle of a write",
    begin: (random) => {
      let left = 1 + random.below(3);
      return ({ kind, bytes }) => {
        if (kind !== "write" || left === 0) return null;
        left--;
        return left > 0 ? { code: "ENOSPC" } : { short: random.below(bytes) };
      };
    },
  },
  {
    name: "a write refused, and the cut back refused too",
    begin: (random) => {
      let left = 1 + random.below(2);
      return ({ kind }) => {
        if ((kind !== "write" && kind !== "truncate") || left === 0) return null;
        if (kind === "truncate") left--;
        return { code: "EIO" };
      };
    },
  },
  {
    name: "a sync fails",
    begin: (random) => {
      let left = 1 + random.below(3);
      return ({ kind }) => {
        if (kind !== "sync" || left === 0) return null;
        left--;
        return { code: "EIO" };
      };
    },
  },
  {
    name: "no new files for a while",
    begin: (random) => {
      let left = 1 + random.below(4);
      return ({ kind }) => {
        if ((kind !== "create" && kind !== "syncFolder" && kind !== "batch") || left === 0) return null;
        left--;
        return { code: "ENOSPC" };
      };
    },
  },
];

const silent = { info() {}, warn() {}, error() {} };

class Simulation {
  readonly result: SimulationResult = { edits: 0, kills: 0, powerCuts: 0, faults: 0, acknowledged: 0 };
  readonly #random: Random;
  readonly #options: SimulationOptions;
  readonly #documentId: DocumentId;
  readonly #machine: SimulatedMachine;
  #disk: SlowDisk | null = null;
  #time: Time = createTime();
  #log: UpdateLog | null = null;
  #rooms: Rooms | null = null;
  #pages: Page[] = [];
  readonly #runs = new Set<RunId>();
  /** What pages that are gone for good had been told is saved. */
  readonly #departed: Page[] = [];
  #clientIds = 100;
  /** When set, the next judged update meets a listener that throws. */
  #throwsNext: (typeof listeners)[number] | null = null;

  constructor(seed: number, options: SimulationOptions) {
    this.#random = createRandom(seed);
    this.#options = options;
    this.#documentId = makeId<DocumentId>(this.#random.bytes);
    this.#machine = createSimulatedMachine(seed);
    this.#machine.disk.writesAtOnce = seed % 2 === 0;
  }

  async run(): Promise<void> {
    await this.#start();
    const people = 2 + this.#random.below(5);
    for (let index = 0; index < people; index++) this.#pages.push(this.#newPage(index));
    for (const page of this.#pages) this.#dial(page);
    for (let step = 0; step < this.#options.steps; step++) {
      await this.#step();
      await turns(this.#random.below(4));
    }
    await this.#end();
  }

  #newPage(index: number): Page {
    return new Page(`Person ${index}`, ++this.#clientIds);
  }

  async #start(): Promise<void> {
    this.#time = createTime();
    const disk = slowDisk(this.#machine.disk.ofThisProcess(), this.#random, this.#machine.disk.writesAtOnce);
    this.#disk = disk;
    const log = await openLevelUpdateLog({
      level: await this.#machine.level.open(),
      files: disk,
      journalFolder: "/data/journal",
      quarantineFolder: "/data/quarantine",
      random: this.#random.bytes,
      warn: () => {},
      foldBytes: 2_000 + this.#random.below(8_000),
    });
    this.#log = log;
    const run = makeId<RunId>(this.#random.bytes);
    this.#runs.add(run);
    this.#rooms = openRooms({
      log,
      logger: silent,
      limits: { ...defaultRoomLimits, checkpointEvery: 20 + this.#random.below(60) },
      now: this.#time.now,
      randomBytes: this.#random.bytes,
      titleOf: () => "Simulated",
      visitorNow: (_documentId, visitor) => visitor,
      run,
      isKnownRun: (other) => this.#runs.has(other),
      judge: (doc, update, limits) => {
        const event = this.#throwsNext;
        if (event !== null && this.#isLive(doc)) {
          this.#throwsNext = null;
          doc.once(event, () => {
            throw new Error("An injected listener threw.");
          });
        }
        return judgeUpdate(doc, update, limits);
      },
      onQuiet: () => {},
      after: this.#time.after,
      nextTurn: (run) => setImmediate(run),
    });
  }

  #isLive(doc: Y.Doc): boolean {
    return !doc.isDestroyed;
  }

  async #step(): Promise<void> {
    const roll = this.#random.below(1000);
    const page = this.#random.pick(this.#pages);
    if (roll < 300) {
      page.edit(this.#random);
      this.result.edits++;
      this.#trace(`${page.name} edits`);
    } else if (roll < 660) this.#deliver(page, 1 + this.#random.below(4));
    else if (roll < 760) page.pump();
    else if (roll < 860) this.#dial(page);
    else if (roll < 880) {
      this.#trace(`${page.name}'s line is cut`);
      page.hangUp();
    } else if (roll < 888) {
      this.#trace(`${page.name} reloads`);
      page.reload(++this.#clientIds);
    } else if (roll < 893) this.#replace(page);
    else if (roll < 908) this.#time.advance(1_000 + this.#random.below(70_000));
    else if (roll < 924) this.#breakDisk();
    else if (roll < 932) this.#throwsNext = this.#random.pick(listeners);
    else if (roll < 960) await this.#killProcess();
    else if (roll < 985) await this.#cutPower();
  }

  #deliver(page: Page, count: number): void {
    for (let index = 0; index < count; index++) {
      if (this.#random.chance(0.5)) page.deliverToServer();
      else page.deliverToPage();
    }
  }

  #dial(page: Page): void {
    const rooms = this.#rooms;
    if (rooms === null || page.line.state !== "closed") return;
    const visitor = {
      member: makeId<MemberId>(this.#random.bytes),
      name: page.name,
      role: "editor" as const,
      shelf: "library" as const,
      color: "#336699",
    };
    page.dial((hello, wire) => rooms.join(this.#documentId, visitor, hello, wire));
    this.#trace(`${page.name} connects`);
  }

  /** Somebody leaves for good, perhaps with words that a power cut took and that only others still have. */
  #replace(page: Page): void {
    this.#trace(`${page.name} leaves for good`);
    page.hangUp();
    this.#departed.push(page);
    this.#pages = this.#pages.map((other) => (other === page ? this.#newPage(this.#clientIds) : other));
  }

  #breakDisk(): void {
    this.result.faults++;
    const trouble = this.#random.pick(troubles);
    this.#trace(`disk: ${trouble.name}`);
    this.#machine.disk.fault = trouble.begin(this.#random);
  }

  async #killProcess(): Promise<void> {
    this.result.kills++;
    this.#trace("kill -9");
    this.#disk?.end();
    this.#machine.crash();
    await this.#restart({ seenMustSurvive: true });
  }

  async #cutPower(): Promise<void> {
    this.result.powerCuts++;
    this.#trace("power cut");
    this.#disk?.end();
    this.#machine.cutPower();
    await this.#restart({ seenMustSurvive: false });
  }

  async #restart(promise: { seenMustSurvive: boolean }): Promise<void> {
    this.#throwsNext = null;
    for (const page of this.#pages) page.loseServer();
    await this.#start();
    const replayed = await this.#replay();
    for (const page of [...this.#pages, ...this.#departed]) {
      assertReached(replayed, page.acknowledged, `${page.name} was told that this is saved`);
      if (promise.seenMustSurvive) assertReached(replayed, page.seen, `${page.name} had seen this`);
      // What a power cut took may lawfully be missing until a reader hands it back.
      else page.seen.clocks.clear();
    }
    replayed.destroy();
  }

  /** The document as the log alone tells it, from its first entry. */
  async #replay(): Promise<Y.Doc> {
    if (this.#log === null) throw new Error("There is no log.");
    const doc = new Y.Doc();
    for (const entry of await this.#log.entries(this.#documentId, 0, Number.MAX_SAFE_INTEGER)) {
      Y.applyUpdate(doc, entry.update);
    }
    return doc;
  }

  async #end(): Promise<void> {
    this.#trace("everybody comes back");
    this.#machine.disk.fault = () => null;
    this.#throwsNext = null;
    for (let round = 0; round < 400; round++) {
      this.#time.advance(200);
      for (const page of this.#pages) this.#dial(page);
      let moved = false;
      for (const page of this.#pages) {
        while (page.deliverToServer()) moved = true;
        while (page.deliverToPage()) moved = true;
      }
      await turns(4);
      if (!moved && round > 20 && this.#pages.every((page) => page.isSynced && page.isAcknowledged)) break;
    }
    const replayed = await this.#replay();
    for (const page of this.#pages) {
      if (page.closeCode === 4409) throw new Error(`${page.name} was told that the server went back.`);
      if (!page.isSynced || !page.isAcknowledged)
        throw new Error(`${page.name} did not come to rest (${page.closeCode}).`);
      assertReached(replayed, page.acknowledged, `${page.name} was told that this is saved`);
      this.result.acknowledged += page.acknowledged.clocks.size;
      assertEqual(page.doc, replayed, page.name);
    }
    replayed.destroy();
    await this.#rooms?.close();
    await this.#log?.close();
  }

  #trace(line: string): void {
    this.#options.trace?.(line);
  }
}

function assertEqual(a: Y.Doc, b: Y.Doc, name: string): void {
  const textA = a.getXmlFragment("default").toString();
  const textB = b.getXmlFragment("default").toString();
  if (textA !== textB) throw new Error(`${name} sees another text than the log has.\n${textA}\n${textB}`);
  if (!Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))) throw new Error(`${name} holds another state than the log has.`);
}

async function turns(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await new Promise((resolve) => setImmediate(resolve));
}
