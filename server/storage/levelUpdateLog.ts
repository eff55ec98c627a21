/**
 * The embedded update log: a journal that takes every record at once, and LevelDB, into which the journal is folded. In memory
 * lie the records that are not folded yet, and heads.
 */
import path from "node:path";
import type { DocumentId, RandomBytes } from "../../shared/ids.ts";
import { type Deferred, deferred, ignore } from "./deferred.ts";
import type { FileLayer } from "./fileLayer.ts";
import { foldIntoLevel } from "./folding.ts";
import { type JournalAppend, openJournal } from "./journal.ts";
import { readJournal } from "./journalReading.ts";
import type { LogRecord } from "./journalRecord.ts";
import { checkpointKey, headKey, type Level, unsealJson } from "./levelKeys.ts";
import {
  checkpointBytes,
  type LevelReading,
  outdatedCheckpoints,
  readCheckpoint,
  readEntries,
  readEvents,
  readHead,
  readOwners,
  rebuildHead,
} from "./levelReading.ts";
import { emptyHead, headAfter, isPurge } from "./logHead.ts";
import { checkFormat, keepAside, readFolded, settleFiles, type Warn } from "./logStart.ts";
import type { Append, Appended, Damage, Entry, Head, LoadedLog, Seq, UpdateLog, WriteOutcome } from "./updateLog.ts";

export interface LevelUpdateLogNeeds {
  /** Open. Whoever opened it closes it, after the log. */
  level: Level;
  files: FileLayer;
  /** Where the journal's files lie. */
  journalFolder: string;
  /** Where damaged bytes are kept. */
  quarantineFolder: string;
  random: RandomBytes;
  warn: Warn;
  /** How large the journal grows before it is folded. */
  foldBytes?: number;
  restBetweenSyncsMs?: number;
  /** How many documents' heads stay in memory without need. */
  cachedHeads?: number;
}

interface DocumentState {
  documentId: DocumentId;
  /** After all that is written. */
  head: Head;
  /** After all that is queued too. */
  queuedHead: Head;
  queued: number;
  /** As it lies in LevelDB. */
  foldedHead: Head;
  /** Written and not folded, in order. */
  unfolded: LogRecord[];
  exists: boolean;
}

export async function openLevelUpdateLog(needs: LevelUpdateLogNeeds): Promise<UpdateLog> {
  const { level, files, journalFolder, quarantineFolder, warn } = needs;
  const foldBytes = needs.foldBytes ?? 8 * 1024 * 1024;
  const cachedHeads = needs.cachedHeads ?? 20_000;
  const states = new Map<DocumentId, DocumentState>();
  const unfoldedStates = new Set<DocumentState>();
  const damage: Damage[] = [];
  const told = new Set<string>();
  const keeping = new Set<Promise<void>>();
  /** Of the bytes that the journal wrote; what earlier runs left counts as below zero. */
  let foldedBytes = 0;
  let nextFoldBytes = foldBytes;
  let folding: Promise<void> | null = null;
  let closing: Promise<void> | null = null;

  const reading: LevelReading = {
    level,
    damaged: ({ key, documentId, seq }, content, reason) => {
      if (told.has(key)) return;
      told.add(key);
      const found: Damage = { file: key, offset: null, bytes: content?.length ?? 0, documentId, seq, reason };
      report(found, content, `level-${key.replaceAll("!", "-")}.bin`);
    },
  };

  await files.makeFolder(journalFolder);
  await files.makeFolder(quarantineFolder);
  await checkFormat(level);
  const folded = await readFolded(level);
  const content = await readJournal(files, journalFolder, folded);
  for (const { damage, content: bytes } of content.damage) {
    report(damage, bytes, `${damage.file.replace(".log", "")}-${damage.offset}.bin`);
  }
  await Promise.all(keeping);
  await settleFiles(needs, content);
  for (const record of content.records) {
    const state = stateOf(record.documentId);
    state.head = headAfter(state.head, record);
    state.queuedHead = state.head;
    state.unfolded.push(record);
    state.exists = !isPurge(record);
    unfoldedStates.add(state);
  }
  foldedBytes = -content.files.reduce((sum, { length }) => sum + length, 0);
  const journal = openJournal({
    files,
    folder: journalFolder,
    ...(needs.restBetweenSyncsMs === undefined ? {} : { restBetweenSyncsMs: needs.restBetweenSyncsMs }),
    random: needs.random,
    warn,
    after: {
      file: Math.max(folded.file, ...content.files.map(({ number }) => number), ...content.folded),
      position: Math.max(folded.position, content.records.at(-1)?.position ?? 0),
    },
    earlier: content.files,
    // What can be read is shown and counted as saved, so it is made durable, by writing it again: see `settleFiles`.
    unsynced: content.records.filter(({ kind }) => kind !== "lost"),
  });

  function report(found: Damage, bytes: Uint8Array | null, name: string): void {
    damage.push(found);
    warn("A damaged record was found. Its bytes are kept in the quarantine folder.", { ...found });
    if (!bytes) return;
    const kept = keepAside(files, path.join(quarantineFolder, name), bytes)
      .catch((error: unknown) => warn("Damaged bytes could not be kept.", { name, err: error }))
      .finally(() => keeping.delete(kept));
    keeping.add(kept);
  }

  function stateOf(documentId: DocumentId): DocumentState {
    const known = states.get(documentId);
    if (known) return known;
    const stored = readHead(reading, documentId);
    const head = stored ?? emptyHead;
    const state: DocumentState = {
      documentId,
      head,
      queuedHead: head,
      queued: 0,
      foldedHead: head,
      unfolded: [],
      exists: stored !== null,
    };
    states.set(documentId, state);
    return state;
  }

  /** The state of a document whose head may be lost in both copies. */
  async function stateWithHead(documentId: DocumentId): Promise<DocumentState> {
    const known = states.get(documentId);
    if (known) return known;
    if (readHead(reading, documentId) === null && told.has(headKey(documentId))) {
      const head = await rebuildHead(reading, documentId);
      const state = stateOf(documentId);
      if (state.head === emptyHead) Object.assign(state, { head, queuedHead: head, foldedHead: head, exists: true });
    }
    return stateOf(documentId);
  }

  /** What a purge leaves: the records after it, and nothing of LevelDB. */
  function afterPurge(records: readonly LogRecord[]): { records: readonly LogRecord[]; isPurged: boolean } {
    const last = records.findLastIndex(isPurge);
    return last === -1 ? { records, isPurged: false } : { records: records.slice(last + 1), isPurged: true };
  }

  async function load(documentId: DocumentId): Promise<LoadedLog> {
    const state = await stateWithHead(documentId);
    // The snapshot and the copy are of one moment: nothing may be awaited between them.
    const snapshot = level.snapshot();
    const { head } = state;
    const { records, isPurged } = afterPurge(state.unfolded.slice());
    try {
      const checkpoint = isPurged ? null : await readCheckpoint(reading, documentId, head, snapshot);
      const first = (checkpoint?.seq ?? 0) + 1;
      const range = { from: first, to: head.seq, snapshot };
      const bySeq = new Map<Seq, Entry>();
      if (!isPurged && first <= head.seq) {
        for (const entry of await readEntries(reading, documentId, range)) bySeq.set(entry.seq, entry);
      }
      const owners = isPurged ? new Map() : await readOwners(reading, documentId, snapshot);
      for (const record of records) {
        if (record.kind === "entry" && record.seq >= first) bySeq.set(record.seq, record.entry);
        if (record.kind !== "fact" || record.fact.fact !== "owner") continue;
        if (!owners.has(record.fact.clientId)) owners.set(record.fact.clientId, record.fact.member);
      }
      const entries: Entry[] = [];
      const missing: Seq[] = [];
      for (let seq = first; seq <= head.seq; seq++) {
        const entry = bySeq.get(seq);
        if (entry) entries.push(entry);
        else missing.push(seq);
      }
      // What is loaded is shown and counted as saved, so it must be durable, even if it was written by an earlier room.
      if (records.length > 0) await journal.synced();
      return { head, owners, checkpoint, entries, missing };
    } finally {
      await snapshot.close();
    }
  }

  function append(documentId: DocumentId, ask: Append): Appended {
    const written = deferred<WriteOutcome>();
    const durable = deferred<void>();
    // Who waits for one of the two only must not be ended by the other.
    written.promise.catch(ignore);
    durable.promise.catch(ignore);
    try {
      if (closing) throw new Error("The log is closed.");
      const state = stateOf(documentId);
      if (ask.after !== state.queuedHead.seq) {
        written.resolve({ moved: true, head: state.queuedHead });
        durable.resolve();
      } else {
        journal.append(journalAppend(state, ask, written, durable));
      }
    } catch (error) {
      written.reject(error);
      durable.reject(error);
    }
    return { written: written.promise, durable: durable.promise };
  }

  function journalAppend(
    state: DocumentState,
    ask: Append,
    written: Deferred<WriteOutcome>,
    durable: Deferred<void>,
  ): JournalAppend {
    const { documentId } = state;
    const records: LogRecord[] = [];
    let head = state.queuedHead;
    for (const fact of ask.facts ?? []) {
      const record: LogRecord = { position: journal.nextPosition(), documentId, seq: head.seq, kind: "fact", fact };
      records.push(record);
      head = headAfter(head, record);
    }
    for (const given of ask.entries) {
      const seq = head.seq + 1;
      const entry: Entry = { ...given, seq, at: Math.max(given.at, head.lastAt ?? 0) };
      const record: LogRecord = { position: journal.nextPosition(), documentId, seq, kind: "entry", entry };
      records.push(record);
      head = headAfter(head, record);
    }
    state.queuedHead = head;
    state.queued++;
    return {
      documentId,
      records,
      written() {
        state.queued--;
        state.head = head;
        if (records.length > 0) {
          for (const record of records) state.unfolded.push(record);
          state.exists = !isPurge(records.at(-1) as LogRecord);
          unfoldedStates.add(state);
        }
        written.resolve({ moved: false, last: head.seq });
        if (unfoldedBytes() >= nextFoldBytes && !folding) foldByItself();
      },
      failed(error) {
        state.queued--;
        state.queuedHead = state.head;
        written.reject(error);
        durable.reject(error);
      },
      synced: durable.resolve,
      syncFailed: durable.reject,
    };
  }

  function unfoldedBytes(): number {
    return journal.writtenBytes() - foldedBytes;
  }

  function foldByItself(): void {
    fold().then(
      () => {
        nextFoldBytes = foldBytes;
      },
      (error: unknown) => {
        // Everything stays in the journal. Tried again after it has grown by as much once more.
        nextFoldBytes = unfoldedBytes() + foldBytes;
        warn("Folding the journal into LevelDB failed. It is tried again later.", { err: error });
      },
    );
  }

  async function fold(): Promise<void> {
    while (folding) await folding.catch(ignore);
    folding = foldOnce().finally(() => {
      folding = null;
    });
    await folding;
  }

  async function foldOnce(): Promise<void> {
    if (unfoldedStates.size === 0) return;
    const boundary = await journal.rotate();
    const documents = [...unfoldedStates].map((state) => {
      const records = state.unfolded.filter(({ position }) => position <= boundary.position);
      return { state, documentId: state.documentId, head: state.foldedHead, records };
    });
    await journal.synced();
    await foldIntoLevel(level, documents, boundary);
    for (const { state, head, records } of documents) {
      state.unfolded = state.unfolded.slice(records.length);
      state.foldedHead = head;
      if (state.unfolded.length === 0) unfoldedStates.delete(state);
    }
    foldedBytes = boundary.bytes;
    await journal.removeBefore(boundary.file);
    forgetOldHeads();
  }

  function forgetOldHeads(): void {
    if (states.size <= cachedHeads) return;
    for (const [documentId, state] of states) {
      if (states.size <= cachedHeads) return;
      if (state.queued === 0 && state.unfolded.length === 0) states.delete(documentId);
    }
  }

  async function putCheckpoint(documentId: DocumentId, seq: Seq, merged: Uint8Array): Promise<void> {
    const state = await stateWithHead(documentId);
    // A checkpoint that outlived its entries would make the log give their seqs a second time.
    await journal.synced();
    const outdated = await outdatedCheckpoints(level, documentId, seq);
    const { head } = states.get(documentId) ?? state;
    if (seq > head.seq) throw new Error(`A checkpoint at ${seq} is ahead of the log, which ends at ${head.seq}.`);
    const value = checkpointBytes(head.epoch, merged);
    await level.batch([{ type: "put", key: checkpointKey(documentId, seq), value }], { sync: true });
    if (outdated.length > 0) await level.batch(outdated.map((key) => ({ type: "del", key })));
  }

  return {
    load,
    append,
    putCheckpoint,
    fold,
    async entries(documentId, after, limit) {
      const state = await stateWithHead(documentId);
      const { records, isPurged } = afterPurge(state.unfolded.slice());
      const { seq } = state.head;
      const range = { from: after + 1, to: seq, limit };
      const bySeq = new Map<Seq, Entry>();
      if (!isPurged) for (const entry of await readEntries(reading, documentId, range)) bySeq.set(entry.seq, entry);
      for (const record of records) {
        if (record.kind === "entry" && record.seq > after) bySeq.set(record.seq, record.entry);
      }
      const inOrder = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
      return inOrder.filter((entry) => entry.seq <= seq).slice(0, limit);
    },
    async events(documentId) {
      const state = await stateWithHead(documentId);
      const snapshot = level.snapshot();
      const { records, isPurged } = afterPurge(state.unfolded.slice());
      try {
        const events = isPurged ? new Map<number, Uint8Array>() : await readEvents(reading, documentId, snapshot);
        for (const record of records) {
          if (record.kind === "fact" && record.fact.fact === "event") events.set(record.position, record.fact.bytes);
        }
        return [...events].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
      } finally {
        await snapshot.close();
      }
    },
    async heads(documentIds) {
      const heads = new Map<DocumentId, Head>();
      const unknown = documentIds.filter((documentId) => !states.has(documentId));
      const stored = await level.getMany(unknown.map(headKey));
      for (const [index, documentId] of unknown.entries()) {
        const value = stored[index];
        // A damaged one takes the careful way.
        const head = value === undefined ? emptyHead : unsealJson<Head>(value);
        heads.set(documentId, head ?? (await stateWithHead(documentId)).head);
      }
      for (const documentId of documentIds) {
        const state = states.get(documentId);
        if (state) heads.set(documentId, state.head);
      }
      return heads;
    },
    async documentIds() {
      const ids = new Set<DocumentId>();
      for await (const key of level.keys({ gte: "head!", lt: 'head"' })) ids.add(key.slice(5) as DocumentId);
      for (const state of states.values()) {
        if (state.exists) ids.add(state.documentId);
        else ids.delete(state.documentId);
      }
      return [...ids];
    },
    damage: () => damage,
    close() {
      closing ??= closeLog();
      return closing;
    },
  };

  async function closeLog(): Promise<void> {
    await journal.settled();
    try {
      await fold();
    } catch (error) {
      warn("The journal could not be folded; the next start reads it.", { err: error });
    }
    await journal.close();
    await Promise.all(keeping);
  }
}
