import type { DocumentId } from "../../shared/ids.ts";
import { deferred, ignore } from "./deferred.ts";
import type { Append, Head, Seq, UpdateLog } from "./updateLog.ts";

export type WriteOutcome = { moved: false; last: Seq } | { moved: true; head: Head };

export interface Appended {
  /** A crash of the process cannot take it back. Rejects when the write failed: nothing of it is in the log then. */
  written: Promise<WriteOutcome>;
  /** A power cut cannot take it back. Rejects when the write or the sync failed. Does not resolve before `written`. */
  durable: Promise<void>;
}

/** Appends to a document's log and tells by promises what becomes of it. Where the head is another, both resolve. Never throws. */
export function promisedAppend(log: Pick<UpdateLog, "append">, documentId: DocumentId, ask: Append): Appended {
  const written = deferred<WriteOutcome>();
  const durable = deferred<void>();
  // Who waits for one of the two only must not be ended by the other.
  written.promise.catch(ignore);
  durable.promise.catch(ignore);
  log.append(documentId, ask, {
    written: (last) => written.resolve({ moved: false, last }),
    durable: () => durable.resolve(),
    moved(head) {
      written.resolve({ moved: true, head });
      durable.resolve();
    },
    failed(error) {
      written.reject(error);
      durable.reject(error);
    },
  });
  return { written: written.promise, durable: durable.promise };
}
