/**
 * One record, as bytes. The journal and LevelDB keep the same bytes:
 *
 *     magic 4 | mark 4 | payload length 4 | CRC-32 4 | payload
 *     payload: format 1 | kind 1 | position 6 | seq 6 | document id | what the kind needs
 *
 * The CRC covers mark, length and payload. The mark is a random number of the file, so that bytes which a person typed can
 * never be taken for a record when a reader looks for the next good one after a damaged place. Ids are length 1 and letters.
 */
import { crc32 } from "node:zlib";
import { type DocumentId, type MemberId, parseId, type SessionId } from "../../shared/ids.ts";
import type { Entry, EntryKind, Fact, Seq } from "./updateLog.ts";

export type LogRecord = {
  /** Place in the one order of all records of this server. A record that had to be written twice keeps its place. */
  position: number;
  documentId: DocumentId;
  /** The entry's seq; for a fact, the seq after which it stands. */
  seq: Seq;
} & (
  | { kind: "entry"; entry: Entry }
  | { kind: "fact"; fact: Fact }
  /** Only in memory: a damaged record whose seq is known, so that the seq is not given twice. */
  | { kind: "lost" }
);

/** The first record of a journal file: where earlier files end, when a refused write could not be cut off. */
export interface FileStart {
  kind: "start";
  cuts: [file: number, length: number][];
}

export const recordMagic = Buffer.from("Ambo", "latin1");
export const recordHeaderBytes = 16;
const formatVersion = 1;
/** Below this, copying the update beside its header is cheaper than a second part and a second run of the CRC. */
const smallBytes = 512;

const kindCodes = { start: 1, entry: 2, event: 3, fact: 4 } as const;
const entryKinds: readonly EntryKind[] = ["edit", "import", "restore", "mending", "handed-back", "system"];
const flags = { madeAt: 1, by: 2, via: 4, session: 8 } as const;
const entryFixedBytes = 1 + 1 + 6 + 4;
const fixedBytes = 1 + 1 + 6 + 6;

/** Appends the record's bytes to `parts` and returns how many they are. Large updates become parts of their own, uncopied. */
export function encodeRecord(record: LogRecord | FileStart, mark: number, parts: Uint8Array[]): number {
  if (record.kind === "lost") throw new Error("A lost record has no bytes.");
  if (record.kind === "entry") return encodeEntry(record, record.entry, mark, parts);
  const isStart = record.kind === "start";
  const content = isStart
    ? Buffer.from(JSON.stringify(record.cuts))
    : record.fact.fact === "event"
      ? record.fact.bytes
      : Buffer.from(JSON.stringify(record.fact));
  const code = isStart ? kindCodes.start : record.fact.fact === "event" ? kindCodes.event : kindCodes.fact;
  const documentId = isStart ? "" : record.documentId;
  const buffer = Buffer.allocUnsafe(recordHeaderBytes + fixedBytes + 1 + documentId.length + content.byteLength);
  const offset = writeStart(buffer, code, isStart ? 0 : record.position, isStart ? 0 : record.seq, documentId);
  buffer.set(content, offset);
  parts.push(buffer);
  return finish(buffer, mark, buffer.length, undefined, undefined);
}

function encodeEntry(record: LogRecord, entry: Entry, mark: number, parts: Uint8Array[]): number {
  const { update, lineage } = entry;
  const contentBytes = update.byteLength + (lineage?.byteLength ?? 0);
  const isSmall = contentBytes <= smallBytes;
  const headBytes =
    recordHeaderBytes +
    fixedBytes +
    (1 + record.documentId.length) +
    entryFixedBytes +
    (entry.madeAt === undefined ? 0 : 8) +
    idBytes(entry.by) +
    idBytes(entry.via) +
    idBytes(entry.session);
  const buffer = Buffer.allocUnsafe(isSmall ? headBytes + contentBytes : headBytes);
  let offset = writeStart(buffer, kindCodes.entry, record.position, record.seq, record.documentId);
  buffer[offset++] = entryKinds.indexOf(entry.kind);
  buffer[offset++] =
    (entry.madeAt === undefined ? 0 : flags.madeAt) |
    (entry.by ? flags.by : 0) |
    (entry.via ? flags.via : 0) |
    (entry.session ? flags.session : 0);
  offset = buffer.writeUIntBE(entry.at, offset, 6);
  if (entry.madeAt !== undefined) offset = buffer.writeDoubleBE(entry.madeAt, offset);
  if (entry.by) offset = writeId(buffer, offset, entry.by);
  if (entry.via) offset = writeId(buffer, offset, entry.via);
  if (entry.session) offset = writeId(buffer, offset, entry.session);
  offset = buffer.writeUInt32BE(update.byteLength, offset);
  parts.push(buffer);
  if (isSmall) {
    buffer.set(update, offset);
    if (lineage) buffer.set(lineage, offset + update.byteLength);
    return finish(buffer, mark, buffer.length, undefined, undefined);
  }
  parts.push(update);
  if (lineage && lineage.byteLength > 0) parts.push(lineage);
  return finish(buffer, mark, headBytes + contentBytes, update, lineage);
}

function idBytes(id: string | null | undefined): number {
  return id ? 1 + id.length : 0;
}

function writeId(buffer: Buffer, offset: number, id: string): number {
  buffer[offset] = id.length;
  return offset + 1 + buffer.write(id, offset + 1, "latin1");
}

function writeStart(buffer: Buffer, code: number, position: number, seq: Seq, documentId: string): number {
  let offset = recordHeaderBytes;
  buffer[offset++] = formatVersion;
  buffer[offset++] = code;
  offset = buffer.writeUIntBE(position, offset, 6);
  offset = buffer.writeUIntBE(seq, offset, 6);
  return writeId(buffer, offset, documentId);
}

function finish(buffer: Buffer, mark: number, bytes: number, more?: Uint8Array, last?: Uint8Array): number {
  buffer.set(recordMagic, 0);
  buffer.writeUInt32BE(mark, 4);
  buffer.writeUInt32BE(bytes - recordHeaderBytes, 8);
  let crc = crc32(buffer.subarray(4, 12));
  crc = crc32(buffer.subarray(recordHeaderBytes), crc);
  if (more) crc = crc32(more, crc);
  if (last) crc = crc32(last, crc);
  buffer.writeUInt32BE(crc, 12);
  return bytes;
}

/** The record as one piece, for LevelDB. */
export function recordBytes(record: LogRecord): Buffer {
  const parts: Uint8Array[] = [];
  encodeRecord(record, 0, parts);
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

export type ReadRecord = { record: LogRecord | FileStart; mark: number; end: number };

/** Reads the record that begins at `offset`; a sentence when there is no whole and true record. `mark` null accepts any. */
export function readRecord(buffer: Buffer, offset: number, mark: number | null): ReadRecord | string {
  if (offset + recordHeaderBytes > buffer.length) return "The record's header is cut short.";
  if (buffer.compare(recordMagic, 0, 4, offset, offset + 4) !== 0) return "The record does not begin with its magic.";
  const itsMark = buffer.readUInt32BE(offset + 4);
  if (mark !== null && itsMark !== mark) return "The record bears another file's mark.";
  const end = offset + recordHeaderBytes + buffer.readUInt32BE(offset + 8);
  if (end > buffer.length) return "The record is cut short.";
  const crc = crc32(buffer.subarray(offset + recordHeaderBytes, end), crc32(buffer.subarray(offset + 4, offset + 12)));
  if (crc !== buffer.readUInt32BE(offset + 12)) return "The record's check sum is wrong.";
  const record = readPayload(buffer.subarray(offset + recordHeaderBytes, end));
  return typeof record === "string" ? record : { record, mark: itsMark, end };
}

/** What a damaged record says about itself. Only a claim: the caller holds it against what stands around it. */
export function readClaim(
  buffer: Buffer,
  offset: number,
): { documentId: DocumentId; seq: Seq; position: number } | null {
  const start = offset + recordHeaderBytes;
  if (start + fixedBytes + 1 > buffer.length || buffer[start + 1] !== kindCodes.entry) return null;
  const documentId = parseId<DocumentId>(readId(buffer, start + fixedBytes));
  if (documentId === null) return null;
  return {
    documentId,
    seq: buffer.readUIntBE(start + 8, 6),
    position: buffer.readUIntBE(start + 2, 6),
  };
}

/** How long a record claims to be. */
export function claimedEnd(buffer: Buffer, offset: number): number | null {
  return offset + 12 > buffer.length ? null : offset + recordHeaderBytes + buffer.readUInt32BE(offset + 8);
}

function readId(buffer: Buffer, offset: number): string {
  return buffer.toString("latin1", offset + 1, offset + 1 + (buffer[offset] ?? 0));
}

function bytesOf(buffer: Buffer, from: number, to: number): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset + from, to - from);
}

function readPayload(payload: Buffer): LogRecord | FileStart | string {
  if (payload[0] !== formatVersion) return `The record has format ${payload[0]}, which this version cannot read.`;
  const code = payload[1];
  const position = payload.readUIntBE(2, 6);
  const seq = payload.readUIntBE(8, 6);
  const documentId = readId(payload, fixedBytes) as DocumentId;
  const offset = fixedBytes + 1 + documentId.length;
  switch (code) {
    case kindCodes.start:
      return { kind: "start", cuts: JSON.parse(payload.toString("utf8", offset)) as FileStart["cuts"] };
    case kindCodes.fact:
      return { position, documentId, seq, kind: "fact", fact: JSON.parse(payload.toString("utf8", offset)) as Fact };
    case kindCodes.event: {
      const fact = { fact: "event", bytes: bytesOf(payload, offset, payload.length) } as const;
      return { position, documentId, seq, kind: "fact", fact };
    }
    case kindCodes.entry:
      return { position, documentId, seq, kind: "entry", entry: readEntry(payload, offset, seq) };
    default:
      return `The record has kind ${code}, which this version does not know.`;
  }
}

function readEntry(payload: Buffer, start: number, seq: Seq): Entry {
  let offset = start;
  const kind = entryKinds[payload[offset++] as number] ?? "system";
  const has = payload[offset++] as number;
  const entry: Entry = { seq, at: payload.readUIntBE(offset, 6), by: null, session: null, kind, update: empty };
  offset += 6;
  if (has & flags.madeAt) {
    entry.madeAt = payload.readDoubleBE(offset);
    offset += 8;
  }
  if (has & flags.by) {
    entry.by = readId(payload, offset) as MemberId;
    offset += 1 + entry.by.length;
  }
  if (has & flags.via) {
    entry.via = readId(payload, offset) as MemberId;
    offset += 1 + entry.via.length;
  }
  if (has & flags.session) {
    entry.session = readId(payload, offset) as SessionId;
    offset += 1 + entry.session.length;
  }
  const updateBytes = payload.readUInt32BE(offset);
  offset += 4;
  entry.update = bytesOf(payload, offset, offset + updateBytes);
  if (offset + updateBytes < payload.length) entry.lineage = bytesOf(payload, offset + updateBytes, payload.length);
  return entry;
}

const empty = new Uint8Array();
