/**
 * Answers to "what do I miss?" (sync step 1). Encoding a document of 1 MB blocks everybody for 30 ms, so an answer is built once
 * and shared: everything for newcomers, the delete set alone for who has all text, and only the tail of the log for our own page
 * when it says how far it has come.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { syncFrame, syncStep } from "../../shared/frames.ts";
import { refuse } from "../../shared/refusal.ts";
import { type OutgoingFrame, outgoing } from "./wire.ts";

/** Updates kept in memory after they were sent, to bring up to date whoever missed only these. */
const maxRecent = 100;
const maxRecentBytes = 128 * 1024;
const maxStateVectorBytes = 64 * 1024;
const nothing = new Uint8Array([0, 0]);

export interface Answers {
  /** Called for each entry as it is applied, in order. */
  applied(update: Uint8Array): void;
  /** The server's own step 1. */
  question(): OutgoingFrame;
  /**
   * Frames that bring a client with this state vector up to the document as it is now. `seen` is how many entries since the room
   * opened it has certainly applied, null when unknown; negative values reach back before the room.
   */
  answer(stateVector: Uint8Array, seen: number | null): OutgoingFrame[];
  /** One update that holds everything a client lacks whose state vector is short of the document's by `missing` clocks. */
  since(missing: ReadonlyMap<number, number>): OutgoingFrame;
  close(): void;
}

/** How long the encoded document is kept after the last newcomer: it is as large as the document. */
const keepEverythingMs = 10_000;

export function createAnswers(doc: Y.Doc, after: (ms: number, run: () => void) => { cancel: () => void }): Answers {
  let count = 0;
  let recent: Uint8Array[] = [];
  let recentBytes = 0;
  /** Answers of this very state. */
  let question: OutgoingFrame | null = null;
  let deletesOnly: OutgoingFrame | null = null;
  /** Everything as of `everythingAt`; who gets it gets the updates after it as well. */
  let everything: OutgoingFrame | null = null;
  let everythingAt = 0;
  let forgetting: { cancel: () => void } | null = null;

  return {
    applied(update) {
      count++;
      recent.push(update);
      recentBytes += update.length;
      if (recent.length > maxRecent || recentBytes > maxRecentBytes) {
        recent = [];
        recentBytes = 0;
        everything = null;
      }
      question = null;
      deletesOnly = null;
    },
    question() {
      question ??= outgoing(syncFrame(syncStep.one, Y.encodeStateVector(doc)));
      return question;
    },
    answer(stateVector, seen) {
      const theirs = readStateVector(stateVector);
      if (theirs.size === 0) return answerEverything();
      if (seen !== null) {
        const tail = tailAfter(seen);
        if (tail !== null && covers(theirs, tail)) return [step2(tail)];
      }
      if (hasAllText(theirs)) {
        deletesOnly ??= step2(Y.encodeStateAsUpdate(doc, stateVector));
        return [deletesOnly];
      }
      return [step2(Y.encodeStateAsUpdate(doc, stateVector))];
    },
    since(missing) {
      const theirs = clocksOf(doc);
      for (const [client, clock] of missing) theirs.set(client, clock);
      return outgoing(syncFrame(syncStep.update, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(theirs))));
    },
    close() {
      forgetting?.cancel();
      everything = null;
    },
  };

  function answerEverything(): OutgoingFrame[] {
    forgetting?.cancel();
    forgetting = after(keepEverythingMs, () => {
      everything = null;
    });
    const tail = everything === null ? null : tailAfter(everythingAt);
    if (everything === null || tail === null) {
      everything = step2(Y.encodeStateAsUpdate(doc));
      everythingAt = count;
      return [everything];
    }
    return tail === nothing ? [everything] : [everything, outgoing(syncFrame(syncStep.update, tail))];
  }

  /** The updates after the first `seen`, merged; null when some of them are no longer at hand. */
  function tailAfter(seen: number): Uint8Array | null {
    const missed = count - seen;
    if (missed < 0 || missed > recent.length) return null;
    if (missed === 0) return nothing;
    return Y.mergeUpdates(recent.slice(recent.length - missed));
  }

  function hasAllText(theirs: ReadonlyMap<number, number>): boolean {
    for (const [client, clock] of clocksOf(doc)) if ((theirs.get(client) ?? 0) < clock) return false;
    return true;
  }

  /** A claim to have seen so much is believed only when text and tail together make the whole document. */
  function covers(theirs: ReadonlyMap<number, number>, tail: Uint8Array): boolean {
    const brought = tail === nothing ? null : Y.parseUpdateMeta(tail);
    for (const [client, clock] of clocksOf(doc)) {
      const own = theirs.get(client) ?? 0;
      if (own >= clock) continue;
      if ((brought?.to.get(client) ?? 0) < clock || (brought?.from.get(client) ?? 0) > own) return false;
    }
    return true;
  }
}

/** Clock reached by each client, as the document has it now. */
export function clocksOf(doc: Y.Doc): Map<number, number> {
  const clocks = new Map<number, number>();
  for (const client of doc.store.clients.keys()) clocks.set(client, Y.getState(doc.store, client));
  return clocks;
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
