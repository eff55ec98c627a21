/**
 * Numbers, limits and layouts of the socket messages. Types 0 to 3 are the y-websocket protocol. Ours are sent only to
 * clients that announce `ambo` in their connection parameters, so that a stock provider never meets them.
 *
 * Every frame starts with its type as a varUint. Layouts after the type, all in lib0 encoding:
 *   barrier, client to server   varUint version
 *   barrier, server to client   varUint version, varUint handedTo, varUint syncedSeq
 *   news                        varString JSON (see news.ts), server to client only
 *   outbox, client to server    varUint count, then `count` times: varUint madeAt, varUint8Array update;
 *                               count 0 is "outbox end"
 *   outbox, server to client    varUint how many updates of the last outbox frame were taken
 *   talk, both ways             varString JSON (see chat.ts)
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export const frameType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  barrier: 110,
  news: 111,
  outbox: 112,
  talk: 113,
} as const;

export const syncStep = { one: 0, two: 1, update: 2 } as const;

/** Connection parameters that our page sends and a stock client may send. */
export const connectionParams = {
  /** Announces that frames 110 to 113 are understood; the value is the version of these layouts. */
  ambo: "ambo",
  /** The schema number of the client's editor; absent counts as 1. */
  schema: "schema",
  /** The Yjs client id that the page will write under. */
  client: "client",
  /** The epoch that the page's copy belongs to, and the highest seq it was told is synced. */
  epoch: "epoch",
  seen: "seen",
  /** In which run of the server it was told so: a folder put back from a backup does not know the runs since. */
  run: "run",
  /** Present when queued offline edits will come as outbox frames; the server then waits for "outbox end". */
  outbox: "outbox",
} as const;

export const framesVersion = 1;
export const socketPath = "/api/sync/";

/** The most bytes of one outbox frame. */
export const maxOutboxFrameBytes = 256 * 1024;
/** The server sends an empty presence frame on a socket this quiet: the stock provider gives up after 30 s of silence. */
export const heartbeatMs = 10_000;

export interface BarrierAnswer {
  version: number;
  /** To how many other sessions the edits covered by this barrier were handed. */
  handedTo: number;
  /** Every entry up to this seq is synced to disk and was sent on this socket; 0 when not known. */
  syncedSeq: number;
}

/** Asks whether everything up to the sender's own `version` is saved. */
export function barrierFrame(version: number): Uint8Array {
  return frame(frameType.barrier, (e) => encoding.writeVarUint(e, version));
}

/** Says that everything up to the version asked for is saved. */
export function barrierAnswerFrame(answer: BarrierAnswer): Uint8Array {
  return frame(frameType.barrier, (e) => {
    encoding.writeVarUint(e, answer.version);
    encoding.writeVarUint(e, answer.handedTo);
    encoding.writeVarUint(e, answer.syncedSeq);
  });
}

/** Reads what follows the type of a barrier answer. Throws on truncated bytes. */
export function readBarrierAnswer(decoder: decoding.Decoder): BarrierAnswer {
  return {
    version: decoding.readVarUint(decoder),
    handedTo: decoding.readVarUint(decoder),
    syncedSeq: decoding.readVarUint(decoder),
  };
}

/** A frame of the stock sync protocol: `step` is 0 for a state vector, 1 for the answer to one, 2 for an update. */
export function syncFrame(step: number, bytes: Uint8Array): Uint8Array {
  return frame(frameType.sync, (e) => {
    encoding.writeVarUint(e, step);
    encoding.writeVarUint8Array(e, bytes);
  });
}

/** Carries one `News` as JSON. */
export function newsFrame(json: string): Uint8Array {
  return frame(frameType.news, (e) => encoding.writeVarString(e, json));
}

/** What is said beside the text. Whoever handles its bytes neither keeps nor logs them. */
export function talkFrame(json: string): Uint8Array {
  return frame(frameType.talk, (e) => encoding.writeVarString(e, json));
}

export interface QueuedEdit {
  /** When the device says that the edit was made, epoch milliseconds. Shown as such, never sorted by. */
  madeAt: number;
  update: Uint8Array;
}

/** An outbox frame of `edits`; without any it is the "outbox end" that lets the handshake go on. */
export function outboxFrame(edits: readonly QueuedEdit[]): Uint8Array {
  return frame(frameType.outbox, (e) => {
    encoding.writeVarUint(e, edits.length);
    for (const edit of edits) {
      encoding.writeVarUint(e, edit.madeAt);
      encoding.writeVarUint8Array(e, edit.update);
    }
  });
}

/** How many updates of the last outbox frame are in the log; those after them have to be sent again. */
export function outboxAnswerFrame(taken: number): Uint8Array {
  return frame(frameType.outbox, (e) => encoding.writeVarUint(e, taken));
}

/** The presence frame that says nothing: zero states. Stock providers take it without an event. */
export const heartbeatFrame = new Uint8Array([frameType.awareness, 1, 0]);

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
