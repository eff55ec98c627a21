/** How a document's head follows from its records. */
import type { LogRecord } from "./journalRecord.ts";
import type { Head, Seq } from "./updateLog.ts";

export const emptyHead: Head = { epoch: null, seq: 0, schema: 1, lastAt: null, lastBy: null };

/** The head after one more record. Never changes the one before. */
export function headAfter(head: Head, record: LogRecord): Head {
  if (record.kind === "entry") {
    const { seq, at, by, kind } = record.entry;
    // What Yjs or the server tidies up is nobody's change: it does not take the last one from who made it.
    const lastBy = kind === "system" ? head.lastBy : by;
    const lastAt = Math.max(at, head.lastAt ?? 0);
    return { epoch: head.epoch, seq: Math.max(seq, head.seq), schema: head.schema, lastAt, lastBy };
  }
  // Its seq was given away; whoever brings the words back gets the next one.
  if (record.kind === "lost")
    return record.seq === head.seq + 1 ? headWith(head, head.epoch, record.seq, head.schema) : head;
  const { fact } = record;
  if (fact.fact === "purged") return emptyHead;
  // A fact proves that the seq after which it stands was given, even if the entry of that seq is gone.
  const seq = Math.max(record.seq, head.seq);
  const epoch = fact.fact === "epoch" ? fact.epoch : head.epoch;
  const schema = fact.fact === "schema" ? Math.max(fact.schema, head.schema) : head.schema;
  return headWith(head, epoch, seq, schema);
}

function headWith({ lastAt, lastBy }: Head, epoch: Head["epoch"], seq: Seq, schema: number): Head {
  return { epoch, seq, schema, lastAt, lastBy };
}

export function isPurge(record: LogRecord): boolean {
  return record.kind === "fact" && record.fact.fact === "purged";
}

/** After a purge, this is what makes a document of the id again. */
export function isBeginning(record: LogRecord): boolean {
  return record.kind === "fact" && record.fact.fact === "epoch";
}
