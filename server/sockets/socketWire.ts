/**
 * The real wire. A broadcast costs one system call a socket, so the frame is built once for all of them and written past the
 * ws sender. That is safe because ws writes its own frames whole and at once when no extension is negotiated, which is checked.
 */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { OutgoingFrame, Wire } from "../rooms/wire.ts";

export interface SocketWire extends Wire {
  /** When something was last sent, on the caller's clock. */
  lastSentAt: number;
}

/** What a close frame can carry, in bytes. */
export const maxReasonBytes = 123;

const corked = new Set<Duplex>();

/** @param socket the stream below `webSocket`, as the upgrade gave it. */
export function socketWire(webSocket: WebSocket, socket: Duplex, now: () => number): SocketWire {
  const writesDirectly = webSocket.extensions === "";
  const wire: SocketWire = {
    lastSentAt: now(),
    send(frame) {
      if (webSocket.readyState !== webSocket.OPEN) return;
      wire.lastSentAt = now();
      if (!writesDirectly) {
        webSocket.send(frame.payload);
        return;
      }
      corkForThisTurn(socket);
      socket.write(framedOf(frame));
    },
    close(closeCode, sentence) {
      webSocket.close(closeCode, cutToBytes(sentence, maxReasonBytes));
    },
    bufferedBytes: () => socket.writableLength,
    onceDrained(callback) {
      if (socket.writableNeedDrain) socket.once("drain", callback);
      else setImmediate(callback);
    },
  };
  return wire;
}

/** Everything written to a socket in one turn leaves in one system call. */
function corkForThisTurn(socket: Duplex): void {
  if (corked.has(socket)) return;
  if (corked.size === 0) process.nextTick(uncorkAll);
  corked.add(socket);
  socket.cork();
}

function uncorkAll(): void {
  const sockets = [...corked];
  corked.clear();
  for (const socket of sockets) socket.uncork();
}

function framedOf(frame: OutgoingFrame): Uint8Array {
  if (frame.framed === undefined) {
    frame.framed = withHeader(frame.payload);
    // One copy in memory, not two: a whole document may be kept for newcomers.
    frame.payload = frame.framed.subarray(frame.framed.length - frame.payload.length);
  }
  return frame.framed;
}

/** A whole binary message of a server, unmasked (RFC 6455, section 5.2). */
function withHeader(payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const framed = Buffer.allocUnsafe(headerBytes + length);
  framed[0] = 0x82;
  if (headerBytes === 2) framed[1] = length;
  else if (headerBytes === 4) {
    framed[1] = 126;
    framed.writeUInt16BE(length, 2);
  } else {
    framed[1] = 127;
    framed.writeBigUInt64BE(BigInt(length), 2);
  }
  framed.set(payload, headerBytes);
  return framed;
}

/** The longest beginning of `text` that fits, never half a character. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
