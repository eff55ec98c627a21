import type { DocumentId } from "../../shared/ids.ts";
import {
  encodePayload,
  isEntryPayload,
  type LogRecord,
  payloadPosition,
  payloadSeq,
  readPayloadInMemory,
} from "./journalRecord.ts";
import { ShortIds } from "./shortIds.ts";
import type { Seq } from "./updateLog.ts";

/** A piece of memory with whole records in it, each behind its length. */
interface Chunk {
  readonly bytes: Buffer;
  /** Where its first record begins that was not dropped. */
  start: number;
  end: number;
  count: number;
}

const firstChunkBytes = 512;
const largestChunkBytes = 16 * 1024;
const lengthBytes = 4;

/**
 * Records of one document, in the order of positions, as bytes in few pieces: as objects, a keystroke costs ten times its
 * bytes. Its bytes are never written over, so that what was read may keep views of them.
 */
export class PackedRecords {
  readonly #documentId: DocumentId;
  readonly #ids = new ShortIds();
  #chunks: Chunk[] = [];
  #length = 0;
  #lastPosition = 0;

  constructor(documentId: DocumentId) {
    this.#documentId = documentId;
  }

  get length(): number {
    return this.#length;
  }

  /** Of the last record; 0 when there is none. */
  get lastPosition(): number {
    return this.#length === 0 ? 0 : this.#lastPosition;
  }

  /** Keeps a copy, behind all others. */
  push(record: LogRecord): void {
    const parts: Uint8Array[] = [];
    const short = record.kind === "entry" ? { ...record, entry: this.#ids.shorten(record.entry) } : record;
    const bytes = encodePayload(short, "", lengthBytes, parts);
    (parts[0] as Buffer).writeUInt32LE(bytes - lengthBytes, 0);
    const chunk = this.#chunkFor(bytes);
    for (const part of parts) {
      chunk.bytes.set(part, chunk.end);
      chunk.end += part.byteLength;
    }
    chunk.count++;
    this.#length++;
    this.#lastPosition = record.position;
  }

  /** Every record, the entries before `fromSeq` passed over. */
  read(fromSeq: Seq = 0): LogRecord[] {
    const records: LogRecord[] = [];
    for (const { bytes, start, end } of this.#chunks) {
      for (let at = start; at < end; at = after(bytes, at)) {
        const payload = at + lengthBytes;
        if (isEntryPayload(bytes, payload) && payloadSeq(bytes, payload) < fromSeq) continue;
        records.push(this.#readAt(bytes, at));
      }
    }
    return records;
  }

  /** The first `count` records, read one by one as they are asked for. More may be pushed meanwhile, none may be dropped. */
  *first(count: number): Generator<LogRecord> {
    let left = count;
    for (const { bytes, start, end } of this.#chunks) {
      for (let at = start; at < end; at = after(bytes, at)) {
        if (left-- <= 0) return;
        yield this.#readAt(bytes, at);
      }
    }
  }

  countUpTo(position: number): number {
    let count = 0;
    for (const { bytes, start, end } of this.#chunks) {
      for (let at = start; at < end; at = after(bytes, at)) {
        if (payloadPosition(bytes, at + lengthBytes) > position) return count;
        count++;
      }
    }
    return count;
  }

  /** Forgets the oldest, and lets go of the pieces of memory in which nothing else lies. */
  dropFirst(count: number): void {
    let left = Math.min(count, this.#length);
    this.#length -= left;
    while (left > 0) {
      const chunk = this.#chunks[0] as Chunk;
      if (left >= chunk.count) {
        left -= chunk.count;
        this.#chunks.shift();
        continue;
      }
      chunk.count -= left;
      for (; left > 0; left--) chunk.start = after(chunk.bytes, chunk.start);
    }
    if (this.#length === 0) this.#ids.clear();
  }

  #readAt(bytes: Buffer, at: number): LogRecord {
    const record = readPayloadInMemory(bytes.subarray(at + lengthBytes, after(bytes, at)), this.#documentId);
    if (record.kind === "entry") this.#ids.whole(record.entry);
    return record;
  }

  #chunkFor(bytes: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.end + bytes <= last.bytes.length) return last;
    let held = 0;
    for (const chunk of this.#chunks) held += chunk.bytes.length;
    const size = Math.max(bytes, Math.min(largestChunkBytes, Math.max(firstChunkBytes, held)));
    // Not of the shared pool, of which a small piece would keep all alive.
    const chunk: Chunk = { bytes: Buffer.allocUnsafeSlow(size), start: 0, end: 0, count: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }
}

/** Where the record ends that begins at `at`. */
function after(bytes: Buffer, at: number): number {
  return at + lengthBytes + bytes.readUInt32LE(at);
}
