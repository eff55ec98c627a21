/** The parts of a frame as a client sent them. What cannot be read is refused as `malformed`. */
import * as decoding from "lib0/decoding";
import type { QueuedEdit } from "../../shared/frames.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";

export function unreadable(): Refusal {
  return refuse("malformed", "The server could not read what this page sent.");
}

export function numberOf(decoder: decoding.Decoder): number {
  try {
    return decoding.readVarUint(decoder);
  } catch {
    throw unreadable();
  }
}

export function bytesOf(decoder: decoding.Decoder): Uint8Array {
  try {
    const bytes = decoding.readVarUint8Array(decoder);
    if (decoding.hasContent(decoder)) throw unreadable();
    return bytes;
  } catch {
    throw unreadable();
  }
}

export function textOf(decoder: decoding.Decoder): string {
  try {
    return decoding.readVarString(decoder);
  } catch {
    throw unreadable();
  }
}

export function queuedEditsOf(decoder: decoding.Decoder): QueuedEdit[] {
  const edits: QueuedEdit[] = [];
  const count = numberOf(decoder);
  try {
    for (let index = 0; index < count; index++) {
      edits.push({ madeAt: decoding.readVarUint(decoder), update: decoding.readVarUint8Array(decoder) });
    }
  } catch {
    throw unreadable();
  }
  return edits;
}
