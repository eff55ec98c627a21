/** How a document's head follows from its records. */
import type { LogRecord } from "./journalRecord.ts";
import type { Head } from "./updateLog.ts";

export const emptyHead: Head = { epoch: null, seq: 0, schema: 1, lastAt: null, lastBy: null };

/** The head after one more record. Never changes the one before. */
export function headAfter(head: Head, record: LogRecord): Head {
  if (record.kind === "entry") {
    const { seq, at, by, kind } = record.entry;
    // What Yjs or the server tidies up is nobody's change: it does not take the last one from who made it.
    const lastBy = kind === "system" ? head.lastBy : by;
    return { ...head, seq: Math.max(seq, head.seq), lastAt: Math.max(at, head.lastAt ?? 0), lastBy };
  }
  // Its seq was given away; whoever brings the words back gets the next one.
  if (record.kind === "lost") return record.seq === head.seq + 1 ? { ...head, seq: record.seq } : head;
  if (record.fact.fact === "purged") return emptyHead;
  // A fact proves that the seq after which it stands was given, even if the entry of that seq is gone.
  const after = record.seq > head.seq ? { ...head, seq: record.seq } : head;
  switch (record.fact.fact) {
    case "epoch":
      return { ...after, epoch: record.fact.epoch };
    case "schema":
      return record.fact.schema > head.schema ? { ...after, schema: record.fact.schema } : after;
    case "owner":
    case "event":
      return after;
  }
}

export function isPurge(record: LogRecord): boolean {
  return record.kind === "fact" && record.fact.fact === "purged";
}
