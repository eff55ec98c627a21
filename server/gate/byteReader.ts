import { refuse } from "../../shared/refusal.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const maxValueDepth = 16;

/** The refusal of bytes that nobody honest sends. */
export function malformed(): Error {
  return refuse("malformed", "The server could not read what this page sent. Reload the page.");
}

/** The refusal of bytes that would keep the server busy for too long. */
export function tooLarge(): Error {
  return refuse("too-large", "This is too much to send at once. Make the change in smaller steps.");
}

/**
 * Reads the encoding of lib0 without trusting it: never past the end, never by a declared count that the remaining bytes
 * cannot hold, never deeper than `maxValueDepth`. Whatever cannot be read is refused as malformed.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw malformed();
    return byte;
  }

  varUint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let factor = 0x80;
    // Eight bytes hold every safe integer.
    for (let count = 1; count < 8; count++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw malformed();
        return value;
      }
      factor *= 0x80;
    }
    throw malformed();
  }

  /** A count of things that take at least one byte each. */
  count(): number {
    const count = this.varUint();
    if (count > this.remaining) throw malformed();
    return count;
  }

  bytes(): Uint8Array {
    const length = this.count();
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  string(): string {
    const length = this.count();
    const start = this.#at;
    this.#at += length;
    // A keystroke: not worth a call into the decoder.
    if (length === 1) {
      const only = this.#bytes[start] ?? 0;
      if (only < 0x80) return String.fromCharCode(only);
    }
    try {
      return utf8.decode(this.#bytes.subarray(start, this.#at));
    } catch {
      throw malformed();
    }
  }

  json(): unknown {
    const text = this.string();
    try {
      return JSON.parse(text);
    } catch {
      throw malformed();
    }
  }

  /** A value in lib0's "any" encoding. Objects come back without a prototype, so that no key of theirs means anything. */
  value(depth = 0): unknown {
    if (depth > maxValueDepth) throw malformed();
    const type = this.byte();
    switch (type) {
      case 127:
        return undefined;
      case 126:
        return null;
      case 125:
        return this.#varInt();
      case 124:
        return this.#view(4).getFloat32(0);
      case 123:
        return this.#view(8).getFloat64(0);
      case 122:
        return this.#view(8).getBigInt64(0);
      case 121:
        return false;
      case 120:
        return true;
      case 119:
        return this.string();
      case 118: {
        const object: Record<string, unknown> = Object.create(null);
        for (let left = this.count(); left > 0; left--) {
          const key = this.string();
          object[key] = this.value(depth + 1);
        }
        return object;
      }
      case 117: {
        const array: unknown[] = [];
        for (let left = this.count(); left > 0; left--) array.push(this.value(depth + 1));
        return array;
      }
      case 116:
        return this.bytes();
      default:
        throw malformed();
    }
  }

  #varInt(): number {
    const first = this.byte();
    const sign = (first & 0x40) > 0 ? -1 : 1;
    let value = first & 0x3f;
    if (first < 0x80) return sign * value;
    let factor = 0x40;
    for (let count = 1; count < 8; count++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw malformed();
        return sign * value;
      }
      factor *= 0x80;
    }
    throw malformed();
  }

  #view(length: number): DataView {
    if (length > this.remaining) throw malformed();
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length);
    this.#at += length;
    return view;
  }
}
