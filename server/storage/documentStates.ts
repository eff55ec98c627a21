/**
 * What the log remembers of documents: their heads, and their records that are not folded yet.
 *
 * A seq is given once for ever, and a head alone cannot promise that: a damaged record may have taken it back, while a checkpoint
 * that was made after that record is still there. So before a document is used, its head is held against what LevelDB can
 * prove. That is done for each document when it is first asked for, and never for all of them at the start.
 */
import type { DocumentId } from "../../shared/ids.ts";
import type { LogRecord } from "./journalRecord.ts";
import { type LevelReading, readHead, readProvenSeq, rebuildHead } from "./levelReading.ts";
import { emptyHead, headAfter, isPurge } from "./logHead.ts";
import { PackedRecords } from "./packedRecords.ts";
import type { Head } from "./updateLog.ts";

export interface DocumentState {
  readonly documentId: DocumentId;
  /** After all that is written. */
  head: Head;
  /** After all that is queued too. */
  queuedHead: Head;
  queued: number;
  /** How many appends were written since this state is known. */
  written: number;
  /** As it lies in LevelDB. */
  foldedHead: Head;
  /** Written and not folded. */
  readonly unfolded: PackedRecords;
  exists: boolean;
  /** False for what the start read from the journal and nobody has asked for yet. */
  isProven: boolean;
  whenSettled: (() => void)[];
}

export interface DocumentStates {
  /** The state, if it is proven and in memory. */
  proven(documentId: DocumentId): DocumentState | undefined;
  /** Calls `use`, which must not throw, with a proven state: at once if there is one, and in any case in the order of the calls. */
  use(documentId: DocumentId, use: (state: DocumentState) => void, refused: (error: unknown) => void): void;
  of(documentId: DocumentId): Promise<DocumentState>;
  /** The state as far as it is in memory. */
  peek(documentId: DocumentId): DocumentState | undefined;
  /** Takes a record that the start found in the journal. */
  takeAtStart(record: LogRecord): Promise<void>;
  all(): Iterable<DocumentState>;
  /** Those with records that are not folded. */
  readonly unfolded: Set<DocumentState>;
  forgetOld(): void;
}

/** `headLost` is told, before anything goes on, when the head of a document had to be made from its entries. */
export function createDocumentStates(
  reading: LevelReading,
  cachedHeads: number,
  headLost: () => Promise<void>,
): DocumentStates {
  const states = new Map<DocumentId, DocumentState>();
  const unfolded = new Set<DocumentState>();
  type Waiting = { use: (state: DocumentState) => void; refused: (error: unknown) => void };
  const proving = new Map<DocumentId, Waiting[]>();

  function proven(documentId: DocumentId): DocumentState | undefined {
    const known = states.get(documentId);
    return known?.isProven ? known : undefined;
  }

  function use(documentId: DocumentId, use: Waiting["use"], refused: Waiting["refused"]): void {
    const known = proven(documentId);
    if (known) {
      use(known);
      return;
    }
    const others = proving.get(documentId);
    if (others) {
      others.push({ use, refused });
      return;
    }
    const waiting: Waiting[] = [{ use, refused }];
    proving.set(documentId, waiting);
    prove(documentId).then(
      (state) => {
        states.set(documentId, state);
        // All in one step, and whoever asks in the midst of it still waits: the order of the calls is the order of the log.
        for (const { use } of waiting) use(state);
        proving.delete(documentId);
        state.isProven = true;
      },
      (error: unknown) => {
        proving.delete(documentId);
        for (const { refused } of waiting) refused(error);
      },
    );
  }

  async function prove(documentId: DocumentId): Promise<DocumentState> {
    const state = states.get(documentId) ?? newState(documentId, await storedHead(documentId));
    // What a purge left in LevelDB proves nothing.
    if (!state.unfolded.read().some(isPurge)) raiseTo(state, await readProvenSeq(reading, documentId, state.head));
    return state;
  }

  async function storedHead(documentId: DocumentId): Promise<Head | null> {
    const head = readHead(reading, documentId);
    if (head !== "lost") return head;
    await headLost();
    return rebuildHead(reading, documentId);
  }

  function newState(documentId: DocumentId, stored: Head | null): DocumentState {
    const head = stored ?? emptyHead;
    return {
      documentId,
      head,
      queuedHead: head,
      queued: 0,
      written: 0,
      foldedHead: head,
      unfolded: new PackedRecords(documentId),
      exists: stored !== null,
      isProven: false,
      whenSettled: [],
    };
  }

  /** The seqs up to `seq` were given, although their records are gone. Folding makes it last. */
  function raiseTo(state: DocumentState, seq: number): void {
    const position = state.unfolded.lastPosition;
    for (let lost = state.head.seq + 1; lost <= seq; lost++) {
      take(state, { kind: "lost", position, documentId: state.documentId, seq: lost });
    }
  }

  function take(state: DocumentState, record: LogRecord): void {
    state.head = headAfter(state.head, record);
    state.queuedHead = state.head;
    state.unfolded.push(record);
    unfolded.add(state);
  }

  async function takeAtStart(record: LogRecord): Promise<void> {
    let state = states.get(record.documentId);
    if (!state) {
      state = newState(record.documentId, await storedHead(record.documentId).catch(() => emptyHead));
      states.set(record.documentId, state);
    }
    take(state, record);
    state.exists = !isPurge(record);
  }

  return {
    proven,
    use,
    of: (documentId) => new Promise((resolve, reject) => use(documentId, resolve, reject)),
    peek: (documentId) => states.get(documentId),
    takeAtStart,
    all: () => states.values(),
    unfolded,
    forgetOld() {
      for (const [documentId, state] of states) {
        if (states.size <= cachedHeads) return;
        if (state.queued === 0 && state.unfolded.length === 0) states.delete(documentId);
      }
    },
  };
}

/** Waits until nothing of the document is queued. */
export async function settled(state: DocumentState): Promise<void> {
  while (state.queued > 0) await new Promise<void>((resolve) => state.whenSettled.push(resolve));
}

/** To be called once for each append that has left the queue. */
export function leftQueue(state: DocumentState): void {
  state.queued--;
  if (state.queued === 0) for (const resolve of state.whenSettled.splice(0)) resolve();
}
