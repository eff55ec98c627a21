/**
 * The embedded update log: a journal that takes every record at once, and LevelDB, into which the journal is folded. In memory
 * lie the records that are not folded yet, and heads.
 */
import path from "node:path";
import type { DocumentId, EpochId, RandomBytes } from "../../shared/ids.ts";
import { ignore } from "./deferred.ts";
import { queueAppend, tellFailed } from "./documentAppend.ts";
import { createDocumentStates, type DocumentState, settled } from "./documentStates.ts";
import type { FileLayer } from "./fileLayer.ts";
import type { LogCut } from "./folderCut.ts";
import { foldIntoLevel } from "./folding.ts";
import { openJournal } from "./journal.ts";
import { readJournal } from "./journalReading.ts";
import type { LogRecord } from "./journalRecord.ts";
import { checkpointKey, factsMayLackKey, type Level, sealJson } from "./levelKeys.ts";
import {
  checkpointBytes,
  isClosing,
  type LevelReading,
  outdatedCheckpoints,
  readCheckpoint,
  readDocumentIds,
  readEntries,
  readEvents,
  readHeads,
  readOwners,
  readPurgedIds,
} from "./levelReading.ts";
import { emptyHead, isBeginning, isPurge } from "./logHead.ts";
import { checkFormat, keepAside, readFolded, settleFiles, type Warn } from "./logStart.ts";
import type { Append, AppendListener, Damage, Entry, Head, LoadedLog, Seq, UpdateLog } from "./updateLog.ts";

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
  /**
   * Moves what LevelDB holds in a log of its own into its tables. It throws damaged blocks of that log away without a word; those of
   * tables it reports. So the journal is kept until nothing that it holds lies in that log alone.
   */
  settleLevel?: () => Promise<void>;
  /** How many documents' heads stay in memory without need. */
  cachedHeads?: number;
}

export interface LevelUpdateLog extends UpdateLog {
  /**
   * All that is written, at one moment, and what `beside` gives of that very moment. Whoever takes it closes the snapshot. Little is left
   * in `records`: the journal is folded before.
   */
  cut<T>(beside: () => T): Promise<LogCut & { beside: T }>;
}

export async function openLevelUpdateLog(needs: LevelUpdateLogNeeds): Promise<LevelUpdateLog> {
  const { level, files, journalFolder, quarantineFolder, warn } = needs;
  const foldBytes = needs.foldBytes ?? 8 * 1024 * 1024;
  const damage: Damage[] = [];
  const told = new Set<string>();
  const keeping = new Set<Promise<void>>();
  const checkpointing = new Set<Promise<void>>();
  let mayLackFacts = false;
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

  const states = createDocumentStates(reading, needs.cachedHeads ?? 20_000, factsMayLack);

  await files.makeFolder(journalFolder);
  await files.makeFolder(quarantineFolder);
  await checkFormat(level);
  const folded = await readFolded(level);
  const content = await readJournal(files, journalFolder, folded);
  for (const { damage, content: bytes } of content.damage) {
    report(damage, bytes, `${damage.file.replace(".log", "")}-${damage.offset}.bin`);
  }
  await Promise.all(keeping);
  mayLackFacts = (await level.get(factsMayLackKey)) !== undefined;
  // Entries say in most cases whose they are and which; the rest may have been a fact, of any document.
  if (content.damage.some(({ damage }) => damage.seq === null)) await factsMayLack();
  await settleFiles(needs, content);
  for (const record of content.records) await states.takeAtStart(record);
  if (content.damage.length > 0)
    await Promise.allSettled([...states.all()].map(({ documentId }) => states.of(documentId)));
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
  const queueing = { journal, wasWritten };

  function report(found: Damage, bytes: Uint8Array | null, name: string): void {
    damage.push(found);
    warn("A damaged record was found. Its bytes are kept in the quarantine folder.", { ...found });
    if (!bytes) return;
    const kept = keepAside(files, path.join(quarantineFolder, name), bytes)
      .catch((error: unknown) => warn("Damaged bytes could not be kept.", { name, err: error }))
      .finally(() => keeping.delete(kept));
    keeping.add(kept);
  }

  async function factsMayLack(): Promise<void> {
    if (mayLackFacts) return;
    await level.batch([{ type: "put", key: factsMayLackKey, value: sealJson(true) }], { sync: true });
    mayLackFacts = true;
  }

  /** What a purge leaves: the records after it, and nothing of LevelDB. Entries before `fromSeq` are passed over. */
  function unfoldedOf(state: DocumentState, fromSeq: Seq): { records: readonly LogRecord[]; isPurged: boolean } {
    const records = state.unfolded.read(fromSeq);
    const last = records.findLastIndex(isPurge);
    return last === -1 ? { records, isPurged: false } : { records: records.slice(last + 1), isPurged: true };
  }

  async function load(documentId: DocumentId): Promise<LoadedLog> {
    for (;;) {
      const state = await states.of(documentId);
      await settled(state);
      const { written } = state;
      const loaded = await loadNow(state);
      // Whoever goes on from here must not find the log moved by what was on its way meanwhile.
      const isCurrent = states.peek(documentId) === state && state.queued === 0 && state.written === written;
      if (isCurrent) return loaded;
    }
  }

  async function loadNow(state: DocumentState): Promise<LoadedLog> {
    // The snapshot and what is read of memory are of one moment: nothing may be awaited between them.
    const snapshot = level.snapshot();
    const { documentId, head } = state;
    const { records, isPurged } = unfoldedOf(state, 0);
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
      return { head, owners, checkpoint, entries, missing, mayLackFacts };
    } finally {
      await snapshot.close();
    }
  }

  function append(documentId: DocumentId, ask: Append, listener: AppendListener): void {
    if (closing) {
      tellFailed(listener, new Error("The log is closed."));
      return;
    }
    const known = states.proven(documentId);
    if (known) {
      queueAppend(queueing, known, ask, listener);
      return;
    }
    states.use(
      documentId,
      (state) => queueAppend(queueing, state, ask, listener),
      (error) => tellFailed(listener, error),
    );
  }

  function wasWritten(state: DocumentState): void {
    if (state.unfolded.length > 0) states.unfolded.add(state);
    if (unfoldedBytes() >= nextFoldBytes && !folding) foldByItself();
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
    if (states.unfolded.size === 0) return;
    const boundary = await journal.rotate();
    const documents = [];
    for (const state of states.unfolded) {
      const { documentId, foldedHead: head, unfolded } = state;
      const count = unfolded.countUpTo(boundary.position);
      if (count > 0) documents.push({ state, documentId, head, count, records: unfolded.first(count) });
    }
    await journal.synced();
    // One that lands behind the deletions of a purge would stay for ever.
    await Promise.allSettled(checkpointing);
    await foldIntoLevel(level, documents, boundary);
    await needs.settleLevel?.();
    for (const { state, head, count } of documents) {
      state.unfolded.dropFirst(count);
      state.foldedHead = head;
      if (state.unfolded.length === 0) states.unfolded.delete(state);
    }
    foldedBytes = boundary.bytes;
    await journal.removeBefore(boundary.file);
    states.forgetOld();
  }

  async function putCheckpoint(
    documentId: DocumentId,
    { epoch, seq, state: merged }: { epoch: EpochId; seq: Seq; state: Uint8Array },
  ): Promise<void> {
    await states.of(documentId);
    // A checkpoint that outlived its entries would make the log give their seqs a second time.
    await journal.synced();
    const outdated = await outdatedCheckpoints(level, documentId, seq);
    // From this look to the batch nothing is awaited.
    const { head } = await states.of(documentId);
    if (epoch !== head.epoch) throw new Error("The checkpoint is of another epoch of the document.");
    if (seq > head.seq) throw new Error(`A checkpoint at ${seq} is ahead of the log, which ends at ${head.seq}.`);
    const value = checkpointBytes(epoch, merged);
    const put = level.batch([{ type: "put", key: checkpointKey(documentId, seq), value }], { sync: true });
    checkpointing.add(put);
    try {
      await put;
    } finally {
      checkpointing.delete(put);
    }
    if (outdated.length > 0) await level.batch(outdated.map((key) => ({ type: "del", key })));
  }

  return {
    load,
    append,
    putCheckpoint,
    fold,
    async entries(documentId, after, limit) {
      const state = await states.of(documentId);
      const { records, isPurged } = unfoldedOf(state, after + 1);
      const { seq } = state.head;
      const range = { from: after + 1, to: seq, limit };
      const bySeq = new Map<Seq, Entry>();
      if (!isPurged) for (const entry of await readEntries(reading, documentId, range)) bySeq.set(entry.seq, entry);
      for (const record of records) {
        if (record.kind === "entry") bySeq.set(record.seq, record.entry);
      }
      const inOrder = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
      return inOrder.filter((entry) => entry.seq <= seq).slice(0, limit);
    },
    async events(documentId) {
      const state = await states.of(documentId);
      const snapshot = level.snapshot();
      const { records, isPurged } = unfoldedOf(state, Number.POSITIVE_INFINITY);
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
      const unknown = documentIds.filter((documentId) => !states.peek(documentId));
      for (const [index, head] of (await readHeads(reading, unknown)).entries()) {
        const documentId = unknown[index] as DocumentId;
        heads.set(documentId, head === "lost" ? await rebuiltHead(documentId) : (head ?? emptyHead));
      }
      for (const documentId of documentIds) {
        const state = states.peek(documentId);
        if (state) heads.set(documentId, state.head);
      }
      return heads;
    },
    async documentIds() {
      const ids = await readDocumentIds(reading);
      for (const state of states.all()) {
        if (state.exists) ids.add(state.documentId);
        else ids.delete(state.documentId);
      }
      return [...ids];
    },
    async purgedIds() {
      const ids = await readPurgedIds(reading);
      for (const { documentId, unfolded } of states.all()) {
        const last = unfolded.read().findLast((record) => isPurge(record) || isBeginning(record));
        if (last === undefined) continue;
        if (isPurge(last)) ids.add(documentId);
        else ids.delete(documentId);
      }
      return [...ids];
    },
    async cut(beside) {
      // A journal that cannot be folded just now is copied whole.
      await fold().catch(ignore);
      while (folding) await folding.catch(ignore);
      // Of one moment: nothing may be awaited between these.
      const records = [...states.unfolded].flatMap(({ unfolded }) => unfolded.read());
      return { snapshot: level.snapshot(), records, beside: beside() };
    },
    damage: () => damage,
    close() {
      closing ??= closeLog();
      return closing;
    },
  };

  /** One document that cannot be read must not take the whole list with it; what is wrong with it was told as damage. */
  async function rebuiltHead(documentId: DocumentId): Promise<Head> {
    try {
      return (await states.of(documentId)).head;
    } catch (error) {
      if (isClosing(level)) throw error;
      return emptyHead;
    }
  }

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
