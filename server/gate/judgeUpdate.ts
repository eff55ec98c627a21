import * as Y from "yjs";
import { Refusal, type RefusalCode, refuse } from "../../shared/refusal.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { malformed, tooLarge } from "./byteReader.ts";
import { checkContent } from "./checkContent.ts";
import { ConflictWork } from "./conflictWork.ts";
import { CutWork } from "./cutWork.ts";
import { checkKnownPart } from "./knownPart.ts";
import type { GateLimits } from "./limits.ts";
import { areRedundant, findNewDeletes, type NewDeletes } from "./newDeletes.ts";
import { type Neighbours, type Place, placeOf } from "./places.ts";
import { type ReadStruct, type ReadUpdate, readUpdate, structKind } from "./readUpdate.ts";

export type Judgement =
  | {
      verdict: "accept";
      /** The highest schema number that a new name needs; 1 when there is none. */
      schema: number;
      /** It brings structs that the document does not have: letters, elements, marks, whatever their kind. */
      inserts: boolean;
      /** It newly deletes letters, elements or attributes. */
      deletesText: boolean;
      /** All that it does is to delete formatting marks. */
      onlyRemovesMarks: boolean;
      /** With `onlyRemovesMarks`: no letter looks different afterwards, so nobody's hand did it. */
      marksWereRedundant: boolean;
      /** The clients that the new structs belong to. */
      clientIds: number[];
    }
  | { verdict: "gap" }
  | { verdict: "refuse"; code: RefusalCode; sentence: string };

/**
 * Judges an update before it is applied. An accepted one leaves nothing pending in Yjs, holds only what the schema knows,
 * and is small enough. `gap` means that predecessors are missing, which an honest page can send while its first exchange
 * is under way. Never changes `doc`.
 */
export function judgeUpdate(doc: Y.Doc, update: Uint8Array, limits: GateLimits): Judgement {
  try {
    if (update.length > limits.maxUpdateBytes) throw tooLarge();
    return new Judging(doc, readUpdate(update, limits), limits).judge();
  } catch (error) {
    if (error instanceof Refusal) return { verdict: "refuse", code: error.code, sentence: error.message };
    throw error;
  }
}

/** How far the structs of one client have been gone through. */
interface Progress {
  readonly client: number;
  readonly structs: readonly ReadStruct[];
  /** What the document had before. */
  readonly known: number;
  next: number;
  /** What the document would have by now. */
  clock: number;
  isWaiting: boolean;
}

class Judging implements Neighbours {
  readonly #doc: Y.Doc;
  readonly #update: ReadUpdate;
  readonly #limits: GateLimits;
  readonly #progress = new Map<number, Progress>();
  /** The places of new structs, for those that stand beside or in them. */
  readonly #places = new Map<ReadStruct, Place>();
  readonly #conflicts: ConflictWork;
  readonly #cuts: CutWork;
  #newStructs = 0;
  #schema = 1;

  constructor(doc: Y.Doc, update: ReadUpdate, limits: GateLimits) {
    this.#doc = doc;
    this.#update = update;
    this.#limits = limits;
    this.#conflicts = new ConflictWork(doc, limits.maxConflictSteps);
    this.#cuts = new CutWork(doc, limits.maxMoved);
  }

  judge(): Judgement {
    for (const { client, structs } of this.#update.clients) {
      const known = Y.getState(this.#doc.store, client);
      this.#progress.set(client, { client, structs, known, next: 0, clock: known, isWaiting: false });
    }
    for (const progress of this.#progress.values()) {
      if (!this.#goThrough(progress)) return { verdict: "gap" };
    }
    const found: NewDeletes = { ranges: 0, text: false, marks: [] };
    for (const deletes of this.#update.deletes) {
      const end = this.#clock(deletes.client);
      for (let index = 0; index < deletes.starts.length; index++) {
        if ((deletes.starts[index] ?? 0) + (deletes.lengths[index] ?? 0) > end) return { verdict: "gap" };
      }
      findNewDeletes(this.#doc, deletes, this.knownClock(deletes.client), found, this.#cuts);
      if (found.ranges > this.#limits.maxNewDeleteRanges || this.#cuts.isTooMuch) throw tooLarge();
    }
    const clientIds = this.#writers();
    const onlyRemovesMarks = this.#newStructs === 0 && !found.text && found.marks.length > 0;
    return {
      verdict: "accept",
      schema: this.#schema,
      inserts: this.#newStructs > 0,
      deletesText: found.text,
      onlyRemovesMarks,
      marksWereRedundant: onlyRemovesMarks && areRedundant(found.marks),
      clientIds,
    };
  }

  knownClock(client: number): number {
    return this.#progress.get(client)?.known ?? Y.getState(this.#doc.store, client);
  }

  fresh(client: number, clock: number): { struct: ReadStruct; place: Place; behind: number } {
    const { structs, next } = this.#progress.get(client) ?? { structs: [], next: 0 };
    let low = 0;
    let high = structs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((structs[middle]?.clock ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    const struct = structs[low];
    const place = struct === undefined ? undefined : this.#places.get(struct);
    if (struct === undefined || place === undefined) throw malformed();
    return { struct, place, behind: next - low };
  }

  #clock(client: number): number {
    return this.#progress.get(client)?.clock ?? Y.getState(this.#doc.store, client);
  }

  /**
   * Goes through the structs of one client in the order in which Yjs could integrate them, turning aside to another
   * client whenever a struct names one of its. False if a predecessor is neither known nor in the update.
   */
  #goThrough(first: Progress): boolean {
    const waiting: { progress: Progress; until: number }[] = [{ progress: first, until: Number.POSITIVE_INFINITY }];
    for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
      const { progress, until } = top;
      const struct = progress.clock > until ? undefined : progress.structs[progress.next];
      if (struct === undefined) {
        if (progress.clock <= until && until !== Number.POSITIVE_INFINITY) return false;
        progress.isWaiting = false;
        waiting.pop();
        continue;
      }
      if (struct.kind === structKind.skip || struct.clock > progress.clock) return false;
      const missing = this.#missing(struct);
      if (missing === null) {
        this.#take(struct, progress);
        continue;
      }
      const other = this.#progress.get(missing.client);
      if (other === undefined) return false;
      progress.isWaiting = true;
      // Each waits for the other: no order of integration exists, and no honest client can have made it.
      if (other.isWaiting) throw malformed();
      waiting.push({ progress: other, until: missing.clock });
    }
    return true;
  }

  /** The first struct that this one names and that is not there yet. */
  #missing(struct: ReadStruct): { client: number; clock: number } | null {
    return (
      this.#unless(struct, struct.originClient, struct.originClock) ??
      this.#unless(struct, struct.rightClient, struct.rightClock) ??
      this.#unless(struct, struct.parentClient, struct.parentClock)
    );
  }

  #unless(struct: ReadStruct, client: number, clock: number): { client: number; clock: number } | null {
    if (client < 0) return null;
    if (client === struct.client) {
      // Yjs takes it for granted that nobody names what the same client writes later, and throws halfway otherwise.
      if (clock >= struct.clock) throw malformed();
      return null;
    }
    return clock < this.#clock(client) ? null : { client, clock };
  }

  #take(struct: ReadStruct, progress: Progress): void {
    progress.next++;
    // Also for a known struct: Yjs makes the root while it reads the name, and many roots make every join slow.
    if (struct.parentRoot !== null && struct.parentRoot !== rootName) throw foreignRoot();
    if (struct.clock < progress.known) checkKnownPart(this.#doc, struct, this);
    this.#cuts.add(struct, this);
    if (this.#cuts.isTooMuch) throw tooLarge();
    const end = struct.clock + struct.length;
    if (end <= progress.clock) return;
    const fresh = withoutKnownPart(struct, progress.clock);
    progress.clock = end;
    if (++this.#newStructs > this.#limits.maxNewStructs) throw tooLarge();
    const place = placeOf(this.#doc, fresh, this);
    this.#places.set(struct, place);
    if (!this.#conflicts.add(fresh, place, this, this.#newStructs - 1)) throw tooLarge();
    this.#schema = Math.max(this.#schema, checkContent(fresh, place));
  }

  #writers(): number[] {
    const writers: number[] = [];
    let newClients = 0;
    for (const { client, known, clock } of this.#progress.values()) {
      if (clock === known) continue;
      writers.push(client);
      if (known === 0 && ++newClients > this.#limits.maxNewClients) throw tooLarge();
    }
    return writers;
  }
}

/** What is new of a struct whose beginning is known: as Yjs does, it is put right behind that. */
function withoutKnownPart(struct: ReadStruct, known: number): ReadStruct {
  if (struct.clock >= known) return struct;
  const length = struct.clock + struct.length - known;
  return { ...struct, clock: known, length, originClient: struct.client, originClock: known - 1 };
}

function foreignRoot(): Error {
  return refuse("unknown-content", "A document of this server holds its text alone, nothing beside it.");
}
