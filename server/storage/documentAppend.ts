/** One append on its way into a document's log: which records it makes, and who is told what became of them. */
import type { DocumentId } from "../../shared/ids.ts";
import { type DocumentState, leftQueue } from "./documentStates.ts";
import type { Journal, JournalAppend } from "./journal.ts";
import type { LogRecord } from "./journalRecord.ts";
import { headAfter, isPurge } from "./logHead.ts";
import type { Append, AppendListener, Entry, Head } from "./updateLog.ts";

export interface Queueing {
  journal: Pick<Journal, "append" | "nextPosition">;
  /** Records of this document lie in the journal and in its state. */
  wasWritten(state: DocumentState): void;
}

/** Gives the append to the journal if it follows what is written and queued. Never throws. */
export function queueAppend(queueing: Queueing, state: DocumentState, ask: Append, listener: AppendListener): void {
  const head = state.queuedHead;
  if (ask.after !== head.seq || (ask.ifNoEpoch && head.epoch !== null)) {
    tellMoved(listener, head);
    return;
  }
  let append: DocumentAppend;
  try {
    append = new DocumentAppend(queueing, state, ask, listener);
  } catch (error) {
    tellFailed(listener, error);
    return;
  }
  state.queuedHead = append.head;
  state.queued++;
  queueing.journal.append(append);
}

class DocumentAppend implements JournalAppend {
  readonly documentId: DocumentId;
  readonly records: readonly LogRecord[];
  /** Of the document, after it. */
  readonly head: Head;
  readonly #queueing: Queueing;
  readonly #state: DocumentState;
  readonly #listener: AppendListener;

  constructor(queueing: Queueing, state: DocumentState, ask: Append, listener: AppendListener) {
    const { documentId } = state;
    const { journal } = queueing;
    const records: LogRecord[] = [];
    let head = state.queuedHead;
    for (const fact of ask.facts ?? []) {
      const record: LogRecord = { position: journal.nextPosition(), documentId, seq: head.seq, kind: "fact", fact };
      records.push(record);
      head = headAfter(head, record);
    }
    for (const { at: given, madeAt, by, via, session, kind, update, lineage } of ask.entries) {
      const seq = head.seq + 1;
      const at = Math.max(given, head.lastAt ?? 0);
      const entry: Entry = { seq, at, madeAt, by, via, session, kind, update, lineage };
      const record: LogRecord = { position: journal.nextPosition(), documentId, seq, kind: "entry", entry };
      records.push(record);
      head = headAfter(head, record);
    }
    this.documentId = documentId;
    this.records = records;
    this.head = head;
    this.#queueing = queueing;
    this.#state = state;
    this.#listener = listener;
  }

  written(): void {
    const state = this.#state;
    const { records } = this;
    state.head = this.head;
    state.written++;
    for (const record of records) state.unfolded.push(record);
    const last = records.at(-1);
    if (last !== undefined) state.exists = !isPurge(last);
    leftQueue(state);
    this.#queueing.wasWritten(state);
    try {
      this.#listener.written(this.head.seq);
    } catch (error) {
      throwOutside(error);
    }
  }

  refused(): void {
    this.#state.queuedHead = this.#state.head;
    leftQueue(this.#state);
  }

  failed(error: unknown): void {
    tellFailed(this.#listener, error);
  }

  synced(): void {
    try {
      this.#listener.durable();
    } catch (error) {
      throwOutside(error);
    }
  }

  syncFailed(error: unknown): void {
    tellFailed(this.#listener, error);
  }
}

export function tellFailed(listener: AppendListener, failure: unknown): void {
  try {
    listener.failed(failure);
  } catch (error) {
    throwOutside(error);
  }
}

function tellMoved(listener: AppendListener, head: Head): void {
  try {
    listener.moved(head);
  } catch (error) {
    throwOutside(error);
  }
}

/** A listener that throws is a bug, and ends the process as any other; but first everybody else is told what was promised. */
function throwOutside(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
