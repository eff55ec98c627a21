/** The messages of the y-websocket protocol, as far as a load generator needs them. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

export const emptyStateVector = new Uint8Array([0]);

export function syncFrame(step, bytes) {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

/** 1 for an answer to "what do I miss?", 2 for an update, and so on; null for what is no sync message. */
export function syncStepOf(payload) {
  return payload[0] === 0 ? payload[1] : null;
}

export function bytesOfSync(payload) {
  const decoder = decoding.createDecoder(payload);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
}

/** One caret of one client, as the stock provider would send it. */
export function caretFrame(client, clock, state) {
  const states = encoding.createEncoder();
  encoding.writeVarUint(states, 1);
  encoding.writeVarUint(states, client);
  encoding.writeVarUint(states, clock);
  encoding.writeVarString(states, JSON.stringify(state));
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states));
  return encoding.toUint8Array(encoder);
}

/** The client ids whose carets a presence message carries, with the clock of each. */
export function caretsIn(payload) {
  const decoder = decoding.createDecoder(payload);
  decoding.readVarUint(decoder);
  const states = decoding.createDecoder(decoding.readVarUint8Array(decoder));
  const clients = [];
  for (let count = decoding.readVarUint(states); count > 0; count--) {
    clients.push({ client: decoding.readVarUint(states), clock: decoding.readVarUint(states) });
    decoding.readVarString(states);
  }
  return clients;
}

const known = new Map();

/**
 * How many typed characters an update carries, and how far each client has come with it. Everybody in a room is sent the
 * same bytes, so they are read once and recognized by their length, beginning and end.
 */
export function readUpdate(payload) {
  const { length } = payload;
  const key = `${length}:${payload.toString("latin1", 0, 32)}${payload.toString("latin1", Math.max(0, length - 12))}`;
  let read = known.get(key);
  if (read === undefined) {
    const { from, to } = Y.parseUpdateMeta(bytesOfSync(payload));
    let edits = 0;
    for (const [client, clock] of to) edits += clock - (from.get(client) ?? clock);
    read = { edits, to };
    if (known.size > 20_000) known.clear();
    known.set(key, read);
  }
  return read;
}
