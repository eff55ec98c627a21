/**
 * Answers to "what do I miss?" (sync step 1). Encoding a document of 1 MB blocks everybody for 30 ms, so an answer is built once
 * and shared: everything for newcomers, the delete set alone for who has all text, and only the tail of the log for our own page
 * when it says how far it has come.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { syncFrame, syncStep } from "../../shared/frames.ts";
import { refuse } from "../../shared/refusal.ts";
import { RecentUpdates } from "./recentUpdates.ts";
import { type OutgoingFrame, outgoing } from "./wire.ts";

const maxStateVectorBytes = 64 * 1024;
/** How long what was built for one is kept for the next: it may be as large as the document, and nobody else may come. */
const keepBuiltMs = 1_000;
const nothing = new Uint8Array([0, 0]);

type After = (ms: number, run: () => void) => { cancel: () => void };

/** Holds next to nothing until it is asked or something is applied: most open rooms are quiet. */
export class Answers {
  readonly #doc: Y.Doc;
  readonly #after: After;
  /** Entries since the room opened. */
  #count = 0;
  /** Kept after they were sent, to bring up to date whoever missed only these. */
  #recent: RecentUpdates | null = null;
  /** The answers of this very state. The question is kept as bytes: a frame that was sent may hold a piece of a larger buffer. */
  #question: Uint8Array | null = null;
  #deletesOnly: OutgoingFrame | null = null;
  /** Everything as of `#everythingAt`; who gets it gets the updates after it as well. */
  #everything: OutgoingFrame | null = null;
  #everythingAt = 0;
  #forgetting: { cancel: () => void } | null = null;

  constructor(doc: Y.Doc, after: After) {
    this.#doc = doc;
    this.#after = after;
  }

  /** Called for each entry as it is applied, in order. */
  applied(update: Uint8Array): void {
    this.#count++;
    this.#recent ??= new RecentUpdates();
    if (!this.#recent.push(update)) {
      this.#recent = null;
      this.#everything = null;
    }
    this.#question = null;
    this.#deletesOnly = null;
  }

  /** The server's own step 1. */
  question(): OutgoingFrame {
    this.#question ??= syncFrame(syncStep.one, Y.encodeStateVector(this.#doc));
    return outgoing(this.#question);
  }

  /**
   * Frames that bring a client with this state vector up to the document as it is now. `seen` is how many entries since the room
   * opened it has certainly applied, null when unknown; negative values reach back before the room.
   */
  answer(stateVector: Uint8Array, seen: number | null): OutgoingFrame[] {
    const theirs = readStateVector(stateVector);
    if (theirs.size === 0) return this.#answerEverything();
    if (seen !== null) {
      const tail = this.#tailAfter(seen);
      if (tail !== null && this.#covers(theirs, tail)) return [step2(tail)];
    }
    if (this.#hasAllText(theirs)) {
      this.#keepForTheNext();
      this.#deletesOnly ??= step2(encodeWhole(this.#doc, stateVector));
      return [this.#deletesOnly];
    }
    return [step2(encodeWhole(this.#doc, stateVector))];
  }

  /** One update that holds everything a client lacks whose state vector is short of the document's by `missing` clocks. */
  since(missing: ReadonlyMap<number, number>): OutgoingFrame {
    const theirs = clocksOf(this.#doc);
    for (const [client, clock] of missing) theirs.set(client, clock);
    return outgoing(syncFrame(syncStep.update, encodeWhole(this.#doc, Y.encodeStateVector(theirs))));
  }

  close(): void {
    this.#forgetting?.cancel();
    this.#forget();
  }

  #answerEverything(): OutgoingFrame[] {
    this.#keepForTheNext();
    const tail = this.#everything === null ? null : this.#tailAfter(this.#everythingAt);
    if (this.#everything === null || tail === null) {
      this.#everything = step2(encodeWhole(this.#doc));
      this.#everythingAt = this.#count;
      return [this.#everything];
    }
    return tail === nothing ? [this.#everything] : [this.#everything, outgoing(syncFrame(syncStep.update, tail))];
  }

  #keepForTheNext(): void {
    this.#forgetting?.cancel();
    this.#forgetting = this.#after(keepBuiltMs, () => this.#forget());
  }

  #forget(): void {
    this.#forgetting = null;
    this.#everything = null;
    this.#deletesOnly = null;
  }

  /** The updates after the first `seen`, merged; null when some of them are no longer at hand. To be read at once: see `last`. */
  #tailAfter(seen: number): Uint8Array | null {
    const missed = this.#count - seen;
    if (missed === 0) return nothing;
    if (this.#recent === null || missed < 0 || missed > this.#recent.count) return null;
    return Y.mergeUpdates(this.#recent.last(missed));
  }

  #hasAllText(theirs: ReadonlyMap<number, number>): boolean {
    for (const [client, clock] of clocksOf(this.#doc)) if ((theirs.get(client) ?? 0) < clock) return false;
    return true;
  }

  /** A claim to have seen so much is believed only when text and tail together make the whole document. */
  #covers(theirs: ReadonlyMap<number, number>, tail: Uint8Array): boolean {
    const brought = tail === nothing ? null : Y.parseUpdateMeta(tail);
    for (const [client, clock] of clocksOf(this.#doc)) {
      const own = theirs.get(client) ?? 0;
      if (own >= clock) continue;
      if ((brought?.to.get(client) ?? 0) < clock || (brought?.from.get(client) ?? 0) > own) return false;
    }
    return true;
  }
}

/** Clock reached by each client, as the document has it now. */
function clocksOf(doc: Y.Doc): Map<number, number> {
  const clocks = new Map<number, number>();
  for (const client of doc.store.clients.keys()) clocks.set(client, Y.getState(doc.store, client));
  return clocks;
}

/**
 * What the document has, without what waits in it for predecessors that a damaged log has lost: a client would hold that in its own
 * document and answer with it for ever after, and such an answer cannot be taken, whatever else is in it.
 */
function encodeWhole(doc: Y.Doc, stateVector?: Uint8Array): Uint8Array {
  const { store } = doc;
  const { pendingStructs, pendingDs } = store;
  store.pendingStructs = null;
  store.pendingDs = null;
  try {
    return Y.encodeStateAsUpdate(doc, stateVector);
  } finally {
    store.pendingStructs = pendingStructs;
    store.pendingDs = pendingDs;
  }
}

function step2(update: Uint8Array): OutgoingFrame {
  return outgoing(syncFrame(syncStep.two, update));
}

function readStateVector(bytes: Uint8Array): Map<number, number> {
  if (bytes.length > maxStateVectorBytes) throw refuse("too-large", "This state vector is too large.");
  try {
    const decoder = decoding.createDecoder(bytes);
    const clocks = new Map<number, number>();
    const count = decoding.readVarUint(decoder);
    for (let index = 0; index < count; index++)
      clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
    return clocks;
  } catch {
    throw refuse("malformed", "This state vector cannot be read.");
  }
}
