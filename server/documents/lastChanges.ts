import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { Head, Seq, UpdateLog } from "../storage/updateLog.ts";

export interface LastChange {
  /** Epoch milliseconds. */
  at: number;
  by: MemberId | null;
}

/** When each document was last written in, and by whom. Read from the log's heads once, and again only where the log has gone on since. */
export interface LastChanges {
  /** The log to be written through, so that it is seen where it goes on. */
  readonly log: UpdateLog;
  /** Null for a document in which nobody has written. */
  of(documentIds: readonly DocumentId[]): Promise<ReadonlyMap<DocumentId, LastChange | null>>;
  /** Reads what is not known yet, a little at a time, so that the first list after a start need not. Ends early once `isEnough`. */
  readAhead(documentIds: readonly DocumentId[], isEnough: () => boolean): Promise<void>;
  forget(documentId: DocumentId): void;
}

/** So many heads hold the loop for a millisecond or two. */
const headsAtOnce = 200;

export function createLastChanges(log: UpdateLog): LastChanges {
  const known = new Map<DocumentId, LastChange | null>();
  /** Where the log goes on, and how far it will have come. */
  const goesOn = new Map<DocumentId, Seq>();

  return {
    log: {
      ...log,
      append(documentId, ask, listener) {
        if (ask.entries.length > 0) goesOn.set(documentId, ask.after + ask.entries.length);
        log.append(documentId, ask, listener);
      },
    },
    of,
    async readAhead(documentIds, isEnough) {
      for (let from = 0; from < documentIds.length && !isEnough(); from += headsAtOnce) {
        await of(documentIds.slice(from, from + headsAtOnce));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    forget(documentId) {
      known.delete(documentId);
      goesOn.delete(documentId);
    },
  };

  async function of(documentIds: readonly DocumentId[]): Promise<ReadonlyMap<DocumentId, LastChange | null>> {
    const unknown = documentIds.filter((id) => !known.has(id) || goesOn.has(id));
    if (unknown.length > 0) {
      const heads = await log.heads(unknown);
      for (const id of unknown) take(id, heads.get(id));
    }
    return known;
  }

  function take(documentId: DocumentId, head: Head | undefined): void {
    known.set(documentId, lastChangeIn(head));
    const expected = goesOn.get(documentId);
    // What is still on its way is looked for again the next time.
    if (expected !== undefined && (head?.seq ?? 0) >= expected) goesOn.delete(documentId);
  }
}

/** Nobody has written in a document whose log holds the first paragraph and nothing else. */
function lastChangeIn(head: Head | undefined): LastChange | null {
  if (head === undefined || head.lastAt === null) return null;
  if (head.seq <= 1 && head.lastBy === null) return null;
  return { at: head.lastAt, by: head.lastBy };
}
