import * as Y from "yjs";

/** How far the text and the deletions of somebody reach: what must not be missing later. */
export interface Reach {
  clocks: Map<number, number>;
  deleted: { client: number; clock: number }[];
}

export function raise(clocks: Map<number, number>, client: number, clock: number): void {
  if ((clocks.get(client) ?? 0) < clock) clocks.set(client, clock);
}

/** Throws, with the claim, when a document lacks anything of what was promised. */
export function assertReached(doc: Y.Doc, reach: Reach, claim: string): void {
  for (const [client, clock] of reach.clocks) {
    const have = Y.getState(doc.store, client);
    if (have < clock) throw new Error(`Lost: ${claim}, but of client ${client} only ${have} of ${clock} is there.`);
  }
  const { ds } = Y.snapshot(doc);
  for (const { client, clock } of reach.deleted) {
    if (!Y.isDeleted(ds, Y.createID(client, clock))) {
      throw new Error(`Lost: ${claim}, but the deletion of ${client}:${clock} is not there.`);
    }
  }
}

/** Every single position that an update deletes. */
export function deletionsIn(update: Uint8Array): { client: number; clock: number }[] {
  const positions: { client: number; clock: number }[] = [];
  for (const [client, ranges] of Y.decodeUpdate(update).ds.clients) {
    for (const range of ranges) {
      for (let clock = range.clock; clock < range.clock + range.len; clock++) positions.push({ client, clock });
    }
  }
  return positions;
}
