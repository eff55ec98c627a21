import * as Y from "yjs";
import type { Neighbours } from "./places.ts";
import type { ReadStruct } from "./readUpdate.ts";

/** What a cut costs beside the moving, counted as if so many structs moved. */
const costOfCut = 1_000;

/**
 * Estimates from above how much Yjs has to move. It keeps the structs of a client in one array; whoever names a letter in
 * the middle of an item makes it cut that item in two, and all that follows in the array moves by one. Where people write,
 * that is little; but fifty thousand cuts before a hundred thousand structs hold everybody up for a minute.
 */
export class CutWork {
  readonly #doc: Y.Doc;
  readonly #most: number;
  #moved = 0;
  readonly #cuts = new Map<number, { places: Set<number>; highest: number }>();

  constructor(doc: Y.Doc, most: number) {
    this.#doc = doc;
    this.#most = most;
  }

  get isTooMuch(): boolean {
    return this.#moved > this.#most;
  }

  /** Adds the cuts for the neighbours of one struct, which Yjs also makes if it has the struct already. */
  add(struct: ReadStruct, neighbours: Neighbours): void {
    if (struct.originClient >= 0) this.#cutAt(struct.originClient, struct.originClock, 1, neighbours);
    if (struct.rightClient >= 0) this.#cutAt(struct.rightClient, struct.rightClock, 0, neighbours);
  }

  /** Adds what moves when a range is deleted; `later` more cuts may be behind it if ranges come in a strange order. */
  addRange(client: number, start: number, end: number, later: number): void {
    const structs = this.#structs(client);
    const first = Y.findIndexSS(structs, start);
    const last = Y.findIndexSS(structs, end - 1);
    const behind = costOfCut + structs.length - first + later;
    const [from, until] = [structs[first], structs[last]];
    if (from !== undefined && !from.deleted && from.id.clock < start) this.#moved += behind;
    if (until !== undefined && !until.deleted && until.id.clock + until.length > end) this.#moved += behind;
    // What is deleted may be merged with its neighbours, and what follows moves back.
    if (structs[first - 1]?.deleted || structs[last + 1]?.deleted || first < last) this.#moved += behind;
  }

  /** A cut before the letter at `clock + after`, if that is in the middle of the item which holds `clock`. */
  #cutAt(client: number, clock: number, after: 0 | 1, neighbours: Neighbours): void {
    const place = clock + after;
    let start: number;
    let end: number;
    let behind: number;
    if (clock < neighbours.knownClock(client)) {
      const structs = this.#structs(client);
      const index = Y.findIndexSS(structs, clock);
      const known = structs[index];
      if (!(known instanceof Y.Item)) return;
      start = known.id.clock;
      end = start + known.length;
      behind = structs.length - index;
    } else {
      const fresh = neighbours.fresh(client, clock);
      start = fresh.struct.clock;
      end = start + fresh.struct.length;
      behind = fresh.behind;
    }
    if (place <= start || place >= end) return;
    const cuts = this.#cuts.get(client) ?? { places: new Set(), highest: -1 };
    this.#cuts.set(client, cuts);
    if (cuts.places.has(place)) return;
    this.#moved += costOfCut + (place < cuts.highest ? behind + cuts.places.size : behind);
    cuts.places.add(place);
    cuts.highest = Math.max(cuts.highest, place);
  }

  #structs(client: number): (Y.Item | Y.GC)[] {
    return this.#doc.store.clients.get(client) ?? [];
  }
}
