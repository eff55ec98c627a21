import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { SideTable } from "../storage/sideTable.ts";

/** Documents that members have starred, each for themselves. All of them are held in memory from the first question on. */
export interface Stars {
  of(member: MemberId): Promise<ReadonlySet<DocumentId>>;
  add(member: MemberId, documentId: DocumentId): Promise<void>;
  remove(member: MemberId, documentId: DocumentId): Promise<void>;
  /** Takes the stars of everybody from a document that is gone. */
  forget(documentId: DocumentId): Promise<void>;
  /** For a guest who signed in to an account that was there already. */
  move(from: MemberId, to: MemberId): Promise<void>;
}

/** When it was starred, epoch milliseconds. */
export type Star = number;

const none: ReadonlySet<DocumentId> = new Set();

export function openStars(needs: { table: SideTable<Star>; now: () => number }): Stars {
  const { table, now } = needs;
  let loading: Promise<Map<MemberId, Set<DocumentId>>> | null = null;
  /** Changes are written one after the other, so that the last one asked for is the last one written. */
  let before: Promise<unknown> = Promise.resolve();

  return {
    of: async (member) => (await loaded()).get(member) ?? none,
    add: (member, documentId) => inTurn(() => add(member, documentId)),
    remove: (member, documentId) => inTurn(() => remove(member, documentId)),
    forget: (documentId) =>
      inTurn(async () => {
        for (const [member, starred] of await loaded()) if (starred.has(documentId)) await remove(member, documentId);
      }),
    move: (from, to) =>
      inTurn(async () => {
        for (const documentId of [...((await loaded()).get(from) ?? none)]) {
          await add(to, documentId);
          await remove(from, documentId);
        }
      }),
  };

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = before.then(work);
    before = done.catch(() => undefined);
    return done;
  }

  async function add(member: MemberId, documentId: DocumentId): Promise<void> {
    const all = await loaded();
    if (all.get(member)?.has(documentId)) return;
    await table.put(keyOf(member, documentId), now(), { durable: true });
    const starred = all.get(member);
    if (starred === undefined) all.set(member, new Set([documentId]));
    else starred.add(documentId);
  }

  async function remove(member: MemberId, documentId: DocumentId): Promise<void> {
    const all = await loaded();
    if (!all.get(member)?.has(documentId)) return;
    await table.delete(keyOf(member, documentId), { durable: true });
    all.get(member)?.delete(documentId);
  }

  function loaded(): Promise<Map<MemberId, Set<DocumentId>>> {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  }

  async function load(): Promise<Map<MemberId, Set<DocumentId>>> {
    const all = new Map<MemberId, Set<DocumentId>>();
    for (const { key } of await table.list("")) {
      const [member, documentId] = key.split("!") as [MemberId, DocumentId];
      const starred = all.get(member);
      if (starred === undefined) all.set(member, new Set([documentId]));
      else starred.add(documentId);
    }
    return all;
  }
}

function keyOf(member: MemberId, documentId: DocumentId): string {
  return `${member}!${documentId}`;
}
