/** How a document's head follows from its records. */
import type { LogRecord } from "./journalRecord.ts";
import type { Head } from "./updateLog.ts";

export const emptyHead: Head = { epoch: null, seq: 0, schema: 1, lastAt: null, lastBy: null };

/** The head after one more record. Never changes the one before. */
export function headAfter(head: Head, record: LogRecord): Head {
  if (record.kind === "entry") {
    const { seq, at, by } = record.entry;
    return { ...head, seq: Math.max(seq, head.seq), lastAt: Math.max(at, head.lastAt ?? 0), lastBy: by };
  }
  // Its seq was given away; whoever brings the words back gets the next one.
  if (record.kind === "lost") return record.seq === head.seq + 1 ? { ...head, seq: record.seq } : head;
  switch (record.fact.fact) {
    case "epoch":
      return { ...head, epoch: record.fact.epoch };
    case "schema":
      return record.fact.schema > head.schema ? { ...head, schema: record.fact.schema } : head;
    case "purged":
      return emptyHead;
    case "owner":
    case "event":
      return head;
  }
}

export function isPurge(record: LogRecord): boolean {
  return record.kind === "fact" && record.fact.fact === "purged";
}
