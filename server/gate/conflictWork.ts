import * as Y from "yjs";
import type { Neighbours, Place } from "./places.ts";
import type { ReadStruct } from "./readUpdate.ts";

/**
 * Estimates from above how far Yjs has to search for the places of new structs. A struct goes between the two neighbours
 * that it names; what others have put between them meanwhile is searched through, once for each struct. Where people met,
 * that is little; but an update can name one left neighbour and ever other right ones, thousands of times, and hold
 * everybody up for minutes. Structs whose neighbours still are neighbours cost nothing.
 */
export class ConflictWork {
  readonly #doc: Y.Doc;
  readonly #most: number;
  #steps = 0;
  /** The newest struct of the update that was put right of a neighbour, by the neighbour's client and clock. */
  readonly #newestAfter = new Map<number, Map<number, ReadStruct>>();
  /** The same for those put at the start of a container, or into an attribute that had no value. */
  readonly #newestIn = new Map<object, Map<string | null, ReadStruct>>();

  constructor(doc: Y.Doc, most: number) {
    this.#doc = doc;
    this.#most = most;
  }

  /** Adds the work for one struct; `structsBefore` new ones of the update came before it. False beyond what is allowed. */
  add(struct: ReadStruct, place: Place, neighbours: Neighbours, structsBefore: number): boolean {
    if (place.container.kind === "gone" || place.container.kind === "foreign") return true;
    const newest = this.#remember(struct, place, place.container.of);
    const isBetweenNeighbours =
      newest === undefined
        ? this.#areNeighbours(struct, place, place.container.of, neighbours)
        : struct.rightClient === newest.client && struct.rightClock === newest.clock;
    if (isBetweenNeighbours) return true;
    // Each new struct may lie in between, and may have cut what was there into two more pieces.
    this.#steps += 1 + 3 * structsBefore + this.#countBetween(struct, place, place.container.of, neighbours);
    return this.#steps <= this.#most;
  }

  #remember(struct: ReadStruct, { attribute }: Place, container: object): ReadStruct | undefined {
    if (struct.originClient >= 0) return replace(this.#newestAfter, struct.originClient, struct.originClock, struct);
    return replace(this.#newestIn, container, attribute, struct);
  }

  #areNeighbours(struct: ReadStruct, { attribute }: Place, container: object, neighbours: Neighbours): boolean {
    const { originClient, originClock, rightClient, rightClock } = struct;
    if (originClient >= 0) {
      const isInside = rightClient === originClient && rightClock === originClock + 1;
      if (originClock >= neighbours.knownClock(originClient)) {
        const left = neighbours.fresh(originClient, originClock).struct;
        return isInside || left.clock + left.length === originClock + 1;
      }
      const left = this.#item(originClient, originClock);
      if (left === null || isInside) return true;
      if (left.id.clock + left.length !== originClock + 1) return false;
      return isAt(left.right, rightClient, rightClock);
    }
    if (rightClient >= 0) {
      if (rightClock >= neighbours.knownClock(rightClient)) return false;
      const right = this.#item(rightClient, rightClock);
      return right === null || (right.left === null && right.id.clock === rightClock);
    }
    return firstIn(container, attribute) === null;
  }

  /** How many items of the document Yjs looks at before it knows where the struct goes; the same search as its own. */
  #countBetween(struct: ReadStruct, { attribute }: Place, container: object, neighbours: Neighbours): number {
    let item: Y.Item | null;
    const seen = new Set<Y.Item | Y.GC>();
    if (struct.originClient < 0) {
      item = firstIn(container, attribute);
    } else {
      if (struct.originClock >= neighbours.knownClock(struct.originClient)) return 0;
      const left = this.#item(struct.originClient, struct.originClock);
      if (left === null) return 0;
      // If the neighbour is a letter inside of an item, the rest of that item is the first thing in between.
      if (left.id.clock + left.length !== struct.originClock + 1) {
        if (struct.rightClock > struct.originClock && isAt(left, struct.rightClient, struct.rightClock)) return 0;
        seen.add(left);
      }
      item = left.right;
    }
    let count = 0;
    while (item !== null && count <= this.#most && !isAt(item, struct.rightClient, struct.rightClock)) {
      seen.add(item);
      count++;
      const { origin } = item;
      const isSame =
        origin === null
          ? struct.originClient < 0
          : origin.client === struct.originClient && origin.clock === struct.originClock;
      if (!isSame && (origin === null || !seen.has(Y.getItem(this.#doc.store, origin) as Y.Item | Y.GC))) break;
      item = item.right;
    }
    return count;
  }

  #item(client: number, clock: number): Y.Item | null {
    const item: Y.Item | Y.GC = Y.getItem(this.#doc.store, Y.createID(client, clock));
    return item instanceof Y.Item ? item : null;
  }
}

function firstIn(container: object, attribute: string | null): Y.Item | null {
  if (!(container instanceof Y.AbstractType)) return null;
  if (attribute === null) return container._start;
  let item = container._map.get(attribute) ?? null;
  while (item !== null && item.left !== null) item = item.left;
  return item;
}

function isAt(item: Y.Item | null, client: number, clock: number): boolean {
  if (item === null) return client < 0;
  return item.id.client === client && clock >= item.id.clock && clock < item.id.clock + item.length;
}

function replace<K, L>(
  map: Map<K, Map<L, ReadStruct>>,
  first: K,
  second: L,
  struct: ReadStruct,
): ReadStruct | undefined {
  const inner = map.get(first) ?? new Map<L, ReadStruct>();
  const before = inner.get(second);
  inner.set(second, struct);
  map.set(first, inner);
  return before;
}
