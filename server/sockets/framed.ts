import type { OutgoingFrame } from "../rooms/wire.ts";

/** A frame as it stands in the stream, built by who asks first. */
export function framedOf(frame: OutgoingFrame): Uint8Array {
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
