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

/** `lost` stands in memory only (see `packedRecords.ts`): what comes from a disk and says so is refused. */
const kindCodes = { lost: 0, start: 1, entry: 2, event: 3, fact: 4 } as const;
const entryKinds: readonly EntryKind[] = ["edit", "import", "restore", "mending", "handed-back", "system"];
const flags = { madeAt: 1, by: 2, via: 4, session: 8 } as const;
const entryFixedBytes = 1 + 1 + 6 + 4;
const fixedBytes = 1 + 1 + 6 + 6;

/** Appends the record's bytes to `parts` and returns how many they are. Large updates become parts of their own, uncopied. */
export function encodeRecord(record: LogRecord | FileStart, mark: number, parts: Uint8Array[]): number {
  if (record.kind === "lost") throw new Error("A lost record has no bytes.");
  const first = parts.length;
  const documentId = record.kind === "start" ? "" : record.documentId;
  const bytes = encodePayload(record, documentId, recordHeaderBytes, parts);
  const buffer = parts[first] as Buffer;
  buffer.set(recordMagic, 0);
  buffer.writeUInt32BE(mark, 4);
  buffer.writeUInt32BE(bytes - recordHeaderBytes, 8);
  let crc = crc32(buffer.subarray(4, 12));
  crc = crc32(buffer.subarray(recordHeaderBytes), crc);
  for (let index = first + 1; index < parts.length; index++) crc = crc32(parts[index] as Uint8Array, crc);
  buffer.writeUInt32BE(crc, 12);
  return bytes;
}

/**
 * Appends the payload's bytes to `parts`, with `bytesAhead` bytes before it that the caller fills, and returns how many they are together.
 * The document's id is an argument because records that lie together in memory need not each name their document.
 */
export function encodePayload(
  record: LogRecord | FileStart,
  documentId: string,
  bytesAhead: number,
  parts: Uint8Array[],
): number {
  if (record.kind === "entry") return encodeEntry(record, record.entry, documentId, bytesAhead, parts);
  const content = contentOf(record);
  const buffer = Buffer.allocUnsafe(bytesAhead + fixedBytes + 1 + documentId.length + content.byteLength);
  const isStart = record.kind === "start";
  const offset = writeStart(
    buffer,
    bytesAhead,
    codeOf(record),
    isStart ? 0 : record.position,
    isStart ? 0 : record.seq,
    documentId,
  );
  buffer.set(content, offset);
  parts.push(buffer);
  return buffer.length;
}

type WithoutEntry = Exclude<LogRecord, { kind: "entry" }> | FileStart;

function codeOf(record: WithoutEntry): number {
  if (record.kind === "fact") return record.fact.fact === "event" ? kindCodes.event : kindCodes.fact;
  return kindCodes[record.kind];
}

function contentOf(record: WithoutEntry): Uint8Array {
  if (record.kind === "lost") return empty;
  if (record.kind === "start") return Buffer.from(JSON.stringify(record.cuts));
  return record.fact.fact === "event" ? record.fact.bytes : Buffer.from(JSON.stringify(record.fact));
}

function encodeEntry(
  record: LogRecord,
  entry: Entry,
  documentId: string,
  bytesAhead: number,
  parts: Uint8Array[],
): number {
  const { update, lineage } = entry;
  const contentBytes = update.byteLength + (lineage?.byteLength ?? 0);
  const isSmall = contentBytes <= smallBytes;
  const headBytes =
    bytesAhead +
    fixedBytes +
    (1 + documentId.length) +
    entryFixedBytes +
    (entry.madeAt === undefined ? 0 : 8) +
    idBytes(entry.by) +
    idBytes(entry.via) +
    idBytes(entry.session);
  const buffer = Buffer.allocUnsafe(isSmall ? headBytes + contentBytes : headBytes);
  let offset = writeStart(buffer, bytesAhead, kindCodes.entry, record.position, record.seq, documentId);
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
  } else {
    parts.push(update);
    if (lineage && lineage.byteLength > 0) parts.push(lineage);
  }
  return headBytes + contentBytes;
}

function idBytes(id: string | null | undefined): number {
  return id ? 1 + id.length : 0;
}

function writeId(buffer: Buffer, offset: number, id: string): number {
  buffer[offset] = id.length;
  return offset + 1 + buffer.write(id, offset + 1, "latin1");
}

function writeStart(
  buffer: Buffer,
  start: number,
  code: number,
  position: number,
  seq: Seq,
  documentId: string,
): number {
  let offset = start;
  buffer[offset++] = formatVersion;
  buffer[offset++] = code;
  offset = buffer.writeUIntBE(position, offset, 6);
  offset = buffer.writeUIntBE(seq, offset, 6);
  return writeId(buffer, offset, documentId);
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
  if (code === kindCodes.start) {
    const offset = fixedBytes + 1 + (payload[fixedBytes] ?? 0);
    return { kind: "start", cuts: JSON.parse(payload.toString("utf8", offset)) as FileStart["cuts"] };
  }
  const documentId = readId(payload, fixedBytes) as DocumentId;
  const record = readOfDocument(payload, documentId, fixedBytes + 1 + documentId.length);
  return record ?? `The record has kind ${code}, which this version does not know.`;
}

/** Reads what `encodePayload` made of a record of this document, without its id. */
export function readPayloadInMemory(payload: Buffer, documentId: DocumentId): LogRecord {
  if (payload[1] === kindCodes.lost)
    return { position: payloadPosition(payload, 0), documentId, seq: payloadSeq(payload, 0), kind: "lost" };
  const record = readOfDocument(payload, documentId, fixedBytes + 1);
  if (record === null) throw new Error(`A record in memory has kind ${payload[1]}.`);
  return record;
}

/** The position of the record whose payload begins at `offset`. */
export function payloadPosition(buffer: Buffer, offset: number): number {
  return buffer.readUIntBE(offset + 2, 6);
}

export function payloadSeq(buffer: Buffer, offset: number): Seq {
  return buffer.readUIntBE(offset + 8, 6);
}

/** True for entries, whose reading costs the most. */
export function isEntryPayload(buffer: Buffer, offset: number): boolean {
  return buffer[offset + 1] === kindCodes.entry;
}

function readOfDocument(payload: Buffer, documentId: DocumentId, offset: number): LogRecord | null {
  const position = payloadPosition(payload, 0);
  const seq = payloadSeq(payload, 0);
  switch (payload[1]) {
    case kindCodes.fact:
      return { position, documentId, seq, kind: "fact", fact: JSON.parse(payload.toString("utf8", offset)) as Fact };
    case kindCodes.event: {
      const fact = { fact: "event", bytes: bytesOf(payload, offset, payload.length) } as const;
      return { position, documentId, seq, kind: "fact", fact };
    }
    case kindCodes.entry:
      return { position, documentId, seq, kind: "entry", entry: readEntry(payload, offset, seq) };
    default:
      return null;
  }
}

function readEntry(payload: Buffer, start: number, seq: Seq): Entry {
  let offset = start;
  const kind = entryKinds[payload[offset++] as number] ?? "system";
  const has = payload[offset++] as number;
  const at = payload.readUIntBE(offset, 6);
  offset += 6;
  let madeAt: number | undefined;
  if (has & flags.madeAt) {
    madeAt = payload.readDoubleBE(offset);
    offset += 8;
  }
  let by: MemberId | null = null;
  if (has & flags.by) {
    by = readId(payload, offset) as MemberId;
    offset += 1 + by.length;
  }
  let via: MemberId | undefined;
  if (has & flags.via) {
    via = readId(payload, offset) as MemberId;
    offset += 1 + via.length;
  }
  let session: SessionId | null = null;
  if (has & flags.session) {
    session = readId(payload, offset) as SessionId;
    offset += 1 + session.length;
  }
  const updateBytes = payload.readUInt32BE(offset);
  offset += 4;
  const update = bytesOf(payload, offset, offset + updateBytes);
  const end = offset + updateBytes;
  const lineage = end < payload.length ? bytesOf(payload, end, payload.length) : undefined;
  return { seq, at, madeAt, by, via, session, kind, update, lineage };
}

const empty = new Uint8Array();
