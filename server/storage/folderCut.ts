/**
 * A data folder as it was at one moment, as parts that can be written somewhere else while the server goes on: the database under one
 * snapshot, what was written to the journal and not moved there yet, and the catalog.
 */
import type { CatalogData } from "./catalog.ts";
import { encodeRecord, type LogRecord } from "./journalRecord.ts";
import type { Level, LevelSnapshot } from "./levelKeys.ts";

export interface FolderCut {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly documents: number;
  /** Every pair of the database, as `readPairs` reads them. Fails when the database cannot be read whole. */
  database(): AsyncIterable<Uint8Array>;
  /** A whole journal file; nothing when all lies in the database. */
  journal(): Iterable<Uint8Array>;
  catalog(): Uint8Array;
  /** Files that hold what could not be read. */
  quarantine(): Promise<{ name: string; read(): Promise<Uint8Array> }[]>;
  /** Lets the snapshot go. */
  close(): Promise<void>;
}

/** The two halves of the log at one moment. */
export interface LogCut {
  snapshot: LevelSnapshot;
  records: readonly LogRecord[];
}

const chunkBytes = 64 * 1024;
const pairHeaderBytes = 8;

/** key length 4 | value length 4 | key | value, one pair after the other, in chunks of any size. */
export async function* pairBytes(level: Level, snapshot: LevelSnapshot): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  // All keys are printable letters.
  for await (const [key, value] of level.iterator({ gte: "!", lt: "~", snapshot })) {
    const head = Buffer.allocUnsafe(pairHeaderBytes + Buffer.byteLength(key));
    head.writeUInt32BE(head.length - pairHeaderBytes, 0);
    head.writeUInt32BE(value.length, 4);
    head.write(key, pairHeaderBytes);
    parts.push(head, value);
    bytes += head.length + value.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

/** Reads what `pairBytes` made. */
export async function* readPairs(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ key: string; value: Buffer }> {
  let unread: Buffer = Buffer.alloc(0);
  /** Chunks that the pair in hand goes on in; joined only once it is whole. */
  let more: Uint8Array[] = [];
  let moreBytes = 0;
  for await (const chunk of chunks) {
    more.push(chunk);
    moreBytes += chunk.byteLength;
    if (unread.length + moreBytes < needed(unread)) continue;
    unread = Buffer.concat([unread, ...more]);
    more = [];
    moreBytes = 0;
    while (unread.length >= needed(unread)) {
      const keyEnd = pairHeaderBytes + unread.readUInt32BE(0);
      const end = keyEnd + unread.readUInt32BE(4);
      yield { key: unread.toString("utf8", pairHeaderBytes, keyEnd), value: unread.subarray(keyEnd, end) };
      unread = unread.subarray(end);
    }
  }
  if (unread.length + moreBytes > 0) throw new Error("The copy of the database ends in the middle of a value.");
}

/** How many bytes the pair at the beginning has, as far as that can be told. */
function needed(bytes: Buffer): number {
  if (bytes.length < pairHeaderBytes) return pairHeaderBytes;
  return pairHeaderBytes + bytes.readUInt32BE(0) + bytes.readUInt32BE(4);
}

/** One journal file with these records. What is only known as lost has no bytes, and its seq is in the head by now. */
export function* journalBytes(records: readonly LogRecord[], mark: number): Generator<Uint8Array> {
  const real = records.filter(({ kind }) => kind !== "lost").sort((a, b) => a.position - b.position);
  if (real.length === 0) return;
  for (const record of [{ kind: "start" as const, cuts: [] }, ...real]) {
    const parts: Uint8Array[] = [];
    encodeRecord(record, mark, parts);
    yield* parts;
  }
}

export function catalogBytes(data: Readonly<CatalogData>): Uint8Array {
  return Buffer.from(JSON.stringify(data, null, 1));
}
