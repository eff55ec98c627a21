/**
 * What marks a document as gone for good. A tombstone is a fact in the log, written before anything else of the document is deleted;
 * from then on nothing brings it back: not a crash, not an older catalog, not a page that still has it open, not its id used again.
 */
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { type Appended, promisedAppend } from "../storage/promisedAppend.ts";
import type { UpdateLog } from "../storage/updateLog.ts";

export interface Tombstones {
  /** The log as everybody else may use it: nothing is appended any more to what is going, or gone. */
  readonly log: UpdateLog;
  /** True from the moment in which the tombstone is on its way. */
  has(documentId: DocumentId): boolean;
  /** Resolves once a power cut cannot take it back. Rejects when it could not be written; only if nothing of it was is the document as before. */
  set(documentId: DocumentId, ask: { by: MemberId | null; at: number }): Promise<void>;
}

export async function openTombstones(log: UpdateLog): Promise<Tombstones> {
  const gone = new Set(await log.purgedIds());
  /** Those whose tombstone is known to be on the disk. */
  const settled = new Set(gone);

  return {
    log: {
      ...log,
      append(documentId, ask, listener) {
        if (gone.has(documentId)) listener.failed(refuse("not-found", "This document was deleted for good."));
        else log.append(documentId, ask, listener);
      },
    },
    has: (documentId) => gone.has(documentId),
    async set(documentId, { by, at }) {
      if (settled.has(documentId)) return;
      const wasGoing = gone.has(documentId);
      // Before the append: what a room hands to the log after this would begin the document anew.
      gone.add(documentId);
      let appended: Pick<Appended, "durable">;
      try {
        appended = await append(documentId, by, at);
      } catch (error) {
        if (!wasGoing) gone.delete(documentId);
        throw error;
      }
      await appended.durable;
      settled.add(documentId);
    },
  };

  /** Answers once it is written. */
  async function append(documentId: DocumentId, by: MemberId | null, at: number): Promise<Pick<Appended, "durable">> {
    let after = (await log.heads([documentId])).get(documentId)?.seq ?? 0;
    for (;;) {
      const facts = [{ fact: "purged", at, by }] as const;
      const { written, durable } = promisedAppend(log, documentId, { after, facts, entries: [] });
      const outcome = await written;
      if (!outcome.moved) return { durable };
      // What was on its way before.
      after = outcome.head.seq;
    }
  }
}
