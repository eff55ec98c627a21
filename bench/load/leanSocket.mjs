/**
 * A WebSocket client that costs little: load and server share a small machine, and a load generator that is busy with
 * itself measures itself. One read buffer serves all sockets, frames are views into it, masks are zero.
 */
import { connect } from "node:net";

const shared = Buffer.allocUnsafe(256 * 1024);
const endOfHead = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);

export class LeanSocket {
  bytesIn = 0;
  framesIn = 0;
  /** Called with each message. The bytes are only valid during the call. */
  onFrame = (_payload) => {};
  /** Called when the server closes what the row did not. */
  onLost = (_code, _reason) => {};

  #socket;
  #state = "greeting";
  #rest = [];
  #restBytes = 0;
  #wanted = 0;
  #opened;

  /** @param {{ port: number, path: string, headers?: Record<string, string> }} address */
  constructor({ port, path, headers = {} }) {
    this.opened = new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
    });
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: { buffer: shared, callback: (count, buffer) => this.#read(buffer.subarray(0, count)) },
    });
    this.#socket.on("error", (error) => this.#lost(0, error.message));
    this.#socket.on("close", () => this.#lost(1006, "the connection ended"));
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: YmVuY2hiZW5jaGJlbmNoYg==",
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    this.#socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  }

  /** Bytes that the server has not taken yet. */
  get waiting() {
    return this.#socket.writableLength;
  }

  send(payload) {
    this.#socket.write(frameOf(0x82, payload));
  }

  /** Sends frames made by `frameOf` together, in one write. */
  sendFramed(bytes) {
    this.#socket.write(bytes);
  }

  close() {
    this.#state = "closed";
    this.#socket.destroy();
  }

  #lost(code, reason) {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#opened.reject(new Error(`The server closed a socket with ${code}: ${reason}`));
    this.opened.catch(() => {});
    this.onLost(code, reason);
    this.#socket.destroy();
  }

  #read(chunk) {
    if (this.#state === "closed") return true;
    this.bytesIn += chunk.length;
    if (this.#restBytes > 0) {
      this.#rest.push(Buffer.from(chunk));
      this.#restBytes += chunk.length;
      if (this.#restBytes < this.#wanted) return true;
      this.#parse(Buffer.concat(this.#rest));
    } else this.#parse(chunk);
    return true;
  }

  #parse(bytes) {
    this.#rest = [];
    this.#restBytes = 0;
    this.#wanted = 0;
    let at = 0;
    if (this.#state === "greeting") {
      const end = bytes.indexOf(endOfHead);
      if (end < 0) return this.#keep(bytes, 0, 0);
      if (!bytes.subarray(0, end).toString().startsWith("HTTP/1.1 101")) {
        return this.#lost(0, bytes.subarray(0, end).toString().split("\r\n")[0]);
      }
      this.#state = "open";
      this.bytesIn -= end + 4;
      at = end + 4;
      this.#opened.resolve();
    }
    while (at < bytes.length && this.#state === "open") {
      if (bytes.length - at < 2) return this.#keep(bytes, at, 2);
      let length = bytes[at + 1] & 127;
      let head = 2;
      if (length === 126) {
        if (bytes.length - at < 4) return this.#keep(bytes, at, 4);
        length = bytes.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) return this.#keep(bytes, at, 10);
        length = Number(bytes.readBigUInt64BE(at + 2));
        head = 10;
      }
      if (bytes.length - at < head + length) return this.#keep(bytes, at, head + length);
      this.#take(bytes[at] & 15, bytes.subarray(at + head, at + head + length));
      at += head + length;
    }
  }

  #keep(bytes, at, wanted) {
    this.#rest = [Buffer.from(bytes.subarray(at))];
    this.#restBytes = bytes.length - at;
    this.#wanted = wanted;
  }

  #take(opcode, payload) {
    if (opcode === 2 || opcode === 1) {
      this.framesIn++;
      this.onFrame(payload);
    } else if (opcode === 9) this.#socket.write(frameOf(0x8a, nothing));
    else if (opcode === 8)
      this.#lost(payload.length > 1 ? payload.readUInt16BE(0) : 1005, payload.subarray(2).toString());
  }
}

/** A client's frame. The mask is zero, so the payload goes out as it is. */
export function frameOf(firstByte, payload) {
  const length = payload.length;
  const head = length < 126 ? 6 : length < 65536 ? 8 : 14;
  const frame = Buffer.alloc(head + length);
  frame[0] = firstByte;
  if (length < 126) frame[1] = 0x80 | length;
  else if (length < 65536) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, head);
  return frame;
}
