/** Reading a document out of LevelDB. What is damaged there is told and left out; it never makes a document unreadable. */
import type { DocumentId, EpochId, MemberId } from "../../shared/ids.ts";
import { readRecord } from "./journalRecord.ts";
import {
  checkpointKey,
  entryKey,
  headKey,
  headSpareKey,
  type Level,
  type LevelRange,
  type LevelSnapshot,
  numberOfKey,
  rangeOf,
  seal,
  unseal,
  unsealJson,
} from "./levelKeys.ts";
import { emptyHead } from "./logHead.ts";
import type { Entry, Head, Seq } from "./updateLog.ts";

export interface LevelReading {
  level: Level;
  /** Told once for each damaged key. `content` is null when LevelDB itself cannot read it. */
  damaged: (
    where: { key: string; documentId: DocumentId | null; seq: Seq | null },
    content: Buffer | null,
    reason: string,
  ) => void;
}

/** The head as folded; null for a document that has none, "lost" when it is damaged in both copies. */
export function readHead(reading: LevelReading, documentId: DocumentId): Head | null | "lost" {
  for (const key of [headKey(documentId), headSpareKey(documentId)]) {
    let stored: Buffer | undefined;
    try {
      stored = reading.level.getSync(key);
      const head = unsealJson<Head>(stored);
      if (head) return head;
      if (stored === undefined && key === headKey(documentId)) return null;
      reading.damaged({ key, documentId, seq: null }, stored ?? null, "The head is damaged.");
    } catch (error) {
      if (isClosing(reading.level)) throw error;
      reading.damaged({ key, documentId, seq: null }, null, `LevelDB cannot read the head: ${String(error)}`);
    }
  }
  return "lost";
}

/** Heads of many documents at once. One that cannot be read is "lost" and does not keep the others away. */
export async function readHeads(
  reading: LevelReading,
  documentIds: readonly DocumentId[],
): Promise<(Head | null | "lost")[]> {
  let stored: (Buffer | undefined)[];
  try {
    stored = await reading.level.getMany(documentIds.map(headKey));
  } catch (error) {
    if (isClosing(reading.level)) throw error;
    return documentIds.map((documentId) => readHead(reading, documentId));
  }
  return documentIds.map((documentId, index) => {
    if (stored[index] === undefined) return null;
    return unsealJson<Head>(stored[index]) ?? readHead(reading, documentId);
  });
}

/** Every document that has a head. */
export function readDocumentIds(reading: LevelReading): Promise<Set<DocumentId>> {
  return readIdsUnder(reading, ["head", "head-spare"]);
}

/** Every document of which only a tombstone is left. */
export function readPurgedIds(reading: LevelReading): Promise<Set<DocumentId>> {
  return readIdsUnder(reading, ["purged"]);
}

async function readIdsUnder(reading: LevelReading, prefixes: readonly string[]): Promise<Set<DocumentId>> {
  const ids = new Set<DocumentId>();
  for (const prefix of prefixes) {
    const range = { gte: `${prefix}!`, lt: `${prefix}"` };
    try {
      await take(range);
    } catch (error) {
      if (isClosing(reading.level)) throw error;
      reading.damaged(
        { key: range.gte, documentId: null, seq: null },
        null,
        `LevelDB cannot read it: ${String(error)}`,
      );
      // A block that cannot be read stops an iterator. What lies behind that block is reached from the other end.
      await take({ ...range, reverse: true }).catch(() => undefined);
    }
  }
  return ids;

  async function take(range: LevelRange): Promise<void> {
    for await (const key of reading.level.keys(range)) ids.add(key.slice(key.indexOf("!") + 1) as DocumentId);
  }
}

/**
 * The head that the entries themselves tell, for a document whose head is lost in both copies. Its epoch is unknown, so
 * that no older copy of it merges unseen.
 */
export async function rebuildHead(reading: LevelReading, documentId: DocumentId): Promise<Head> {
  const range = rangeOf("entry", documentId);
  let last: string[];
  try {
    last = await reading.level.keys({ ...range, reverse: true, limit: 1 }).all();
  } catch (error) {
    if (!isClosing(reading.level)) {
      reading.damaged({ key: range.gte, documentId, seq: null }, null, `LevelDB cannot read it: ${String(error)}`);
    }
    throw error;
  }
  const seq = last[0] === undefined ? 0 : numberOfKey(last[0]);
  const [entry] = seq === 0 ? [] : await readEntries(reading, documentId, { from: seq, limit: 1 });
  return { ...emptyHead, seq, lastAt: entry?.at ?? null, lastBy: entry?.by ?? null };
}

export interface EntryRange {
  from: Seq;
  /** The last seq that may be there; used when LevelDB has to be asked key by key. */
  to?: Seq;
  limit?: number;
  snapshot?: LevelSnapshot;
}

export async function readEntries(reading: LevelReading, documentId: DocumentId, range: EntryRange): Promise<Entry[]> {
  const { from, limit = -1, snapshot } = range;
  const entries: Entry[] = [];
  const keys = { gte: entryKey(documentId, from), lt: rangeOf("entry", documentId).lt, limit };
  const iterator = reading.level.iterator(snapshot ? { ...keys, snapshot } : keys);
  try {
    for (;;) {
      const chunk = await iterator.nextv(1000);
      if (chunk.length === 0) break;
      for (const [key, value] of chunk) {
        const entry = entryIn(reading, documentId, key, value);
        if (entry) entries.push(entry);
      }
    }
  } catch (error) {
    if (isClosing(reading.level)) throw error;
    // A block of LevelDB that cannot be read stops an iterator. What lies outside that block is still there.
    return readOneByOne(reading, documentId, range, error);
  } finally {
    await iterator.close();
  }
  return entries;
}

async function readOneByOne(
  reading: LevelReading,
  documentId: DocumentId,
  { from, to = from, limit = -1, snapshot }: EntryRange,
  cause: unknown,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let seq = from; seq <= to && entries.length !== limit; seq++) {
    const key = entryKey(documentId, seq);
    try {
      const value = await reading.level.get(key, snapshot ? { snapshot } : {});
      const entry = value && entryIn(reading, documentId, key, value);
      if (entry) entries.push(entry);
    } catch (error) {
      if (isClosing(reading.level)) throw error;
      reading.damaged({ key, documentId, seq }, null, `LevelDB cannot read it: ${String(error)} (${String(cause)})`);
    }
  }
  return entries;
}

export function isClosing(level: Level): boolean {
  return level.status !== "open";
}

function entryIn(reading: LevelReading, documentId: DocumentId, key: string, value: Buffer): Entry | null {
  const read = readRecord(value, 0, 0);
  if (typeof read !== "string" && read.record.kind === "entry") return read.record.entry;
  const reason = typeof read === "string" ? read : "It is not an entry.";
  reading.damaged({ key, documentId, seq: numberOfKey(key) }, value, reason);
  return null;
}

/** A checkpoint as it lies in LevelDB. It names its epoch, so that none outlives a purge or a restored backup. */
export function checkpointBytes(epoch: EpochId, state: Uint8Array): Buffer {
  const name = Buffer.from(epoch, "latin1");
  return seal(Buffer.concat([Buffer.of(name.length), name, state]));
}

interface Checkpoint {
  seq: Seq;
  state: Uint8Array;
}

/** The newest checkpoint that can be read and belongs to the log under this head. */
export async function readCheckpoint(
  reading: LevelReading,
  documentId: DocumentId,
  head: Head,
  snapshot: LevelSnapshot,
): Promise<Checkpoint | null> {
  for (const key of await checkpointKeys(reading, documentId, snapshot)) {
    if (numberOfKey(key) > head.seq) continue;
    const read = await readOneCheckpoint(reading, documentId, key, snapshot);
    if (read && read.epoch === head.epoch) return read.checkpoint;
  }
  return null;
}

/**
 * The highest seq of which a checkpoint proves that it was given in this epoch; the head's own when none goes beyond it. Where the epoch
 * is lost, every checkpoint counts: a seq too many costs nothing.
 */
export async function readProvenSeq(reading: LevelReading, documentId: DocumentId, head: Head): Promise<Seq> {
  const snapshot = reading.level.snapshot();
  try {
    for (const key of await checkpointKeys(reading, documentId, snapshot)) {
      const seq = numberOfKey(key);
      if (seq <= head.seq) break;
      const read = await readOneCheckpoint(reading, documentId, key, snapshot);
      if (read && (head.epoch === null || read.epoch === head.epoch)) return seq;
    }
    return head.seq;
  } finally {
    await snapshot.close();
  }
}

/** Newest first. */
async function checkpointKeys(
  reading: LevelReading,
  documentId: DocumentId,
  snapshot: LevelSnapshot,
): Promise<string[]> {
  const range = rangeOf("checkpoint", documentId);
  try {
    return await reading.level.keys({ ...range, reverse: true, snapshot }).all();
  } catch (error) {
    if (isClosing(reading.level)) throw error;
    reading.damaged({ key: range.gte, documentId, seq: null }, null, `LevelDB cannot read it: ${String(error)}`);
    return [];
  }
}

async function readOneCheckpoint(
  reading: LevelReading,
  documentId: DocumentId,
  key: string,
  snapshot: LevelSnapshot,
): Promise<{ epoch: string; checkpoint: Checkpoint } | null> {
  const seq = numberOfKey(key);
  try {
    const value = await reading.level.get(key, { snapshot });
    const content = value ? unseal(value) : null;
    if (!content) {
      reading.damaged({ key, documentId, seq }, value ?? null, "The checkpoint's check sum is wrong.");
      return null;
    }
    const nameEnd = 1 + (content[0] ?? 0);
    const state = new Uint8Array(content.buffer, content.byteOffset + nameEnd, content.length - nameEnd);
    return { epoch: content.toString("latin1", 1, nameEnd), checkpoint: { seq, state } };
  } catch (error) {
    if (isClosing(reading.level)) throw error;
    reading.damaged({ key, documentId, seq }, null, `LevelDB cannot read the checkpoint: ${String(error)}`);
    return null;
  }
}

/** Keys of the checkpoints that are not among the two newest once one at `seq` is there. */
export async function outdatedCheckpoints(level: Level, documentId: DocumentId, seq: Seq): Promise<string[]> {
  const keys = await level.keys({ ...rangeOf("checkpoint", documentId), reverse: true }).all();
  const others = keys.filter((key) => key !== checkpointKey(documentId, seq));
  return others.slice(1);
}

export async function readOwners(
  reading: LevelReading,
  documentId: DocumentId,
  snapshot: LevelSnapshot,
): Promise<Map<number, MemberId>> {
  const owners = new Map<number, MemberId>();
  await readShelf(reading, "owner", documentId, snapshot, (clientId, bytes) => {
    owners.set(clientId, bytes.toString("latin1") as MemberId);
  });
  return owners;
}

/** Discussion events by position. */
export async function readEvents(
  reading: LevelReading,
  documentId: DocumentId,
  snapshot: LevelSnapshot,
): Promise<Map<number, Uint8Array>> {
  const events = new Map<number, Uint8Array>();
  await readShelf(reading, "event", documentId, snapshot, (position, bytes) => {
    events.set(position, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
  return events;
}

async function readShelf(
  reading: LevelReading,
  shelf: "owner" | "event",
  documentId: DocumentId,
  snapshot: LevelSnapshot,
  found: (number: number, bytes: Buffer) => void,
): Promise<void> {
  const range = rangeOf(shelf, documentId);
  try {
    for await (const [key, value] of reading.level.iterator({ ...range, snapshot })) {
      const bytes = unseal(value);
      if (bytes) found(numberOfKey(key), bytes);
      else reading.damaged({ key, documentId, seq: null }, value, `The check sum of this ${shelf} is wrong.`);
    }
  } catch (error) {
    if (isClosing(reading.level)) throw error;
    // The text matters more: a document opens with the part of this shelf that can be read.
    reading.damaged({ key: range.gte, documentId, seq: null }, null, `LevelDB cannot read all of it: ${String(error)}`);
  }
}
