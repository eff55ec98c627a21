/**
 * The files that every record of every document is appended to first.
 *
 * A write that the disk takes at once needs no loop (`startWriting`). Otherwise there are two, each with one operation in flight: the
 * write loop takes everything that waits and writes it together, the sync loop makes durable what is written. What is not known as
 * synced stays in memory, because after a failed sync the system may have thrown the bytes away: they are then written again, into
 * a new file.
 */
import type { RandomBytes } from "../../shared/ids.ts";
import type { FileLayer } from "./fileLayer.ts";
import { earlierFile, type JournalFile, openJournalFiles } from "./journalFiles.ts";
import type { LogRecord } from "./journalRecord.ts";

/** Records that are written or refused together, all of one document. Its functions are called once each and must not throw. */
export interface JournalAppend {
  readonly documentId: string;
  readonly records: readonly LogRecord[];
  written(): void;
  /** Nothing of it is in the log. Called for all that are refused together before any is told: whoever is told may append again. */
  refused(): void;
  /** To be told, after `refused`. */
  failed(error: Error): void;
  synced(): void;
  /** It is written, but the disk does not make it durable. */
  syncFailed(error: Error): void;
}

export interface Journal {
  /** Takes the append into the next write. Calls of one turn are written together. */
  append(append: JournalAppend): void;
  /** A place in the order for one more record. */
  nextPosition(): number;
  /** Resolves when all that is written by now is durable; rejects when the disk refuses that. */
  synced(): Promise<void>;
  /** Begins a new file, between two writes. */
  rotate(): Promise<Boundary>;
  /** How many bytes were written since the journal was opened. */
  writtenBytes(): number;
  /** Resolves when nothing waits to be written any more. */
  settled(): Promise<void>;
  /** Deletes the files before `file`, whose records are elsewhere by now, and durable. */
  removeBefore(file: number): Promise<void>;
  close(): Promise<void>;
}

/** A place between two writes: what lies in files before `file` goes up to `position`. */
export interface Boundary {
  file: number;
  position: number;
  /** How many bytes were written before it since the journal was opened. */
  bytes: number;
}

export interface JournalNeeds {
  files: FileLayer;
  folder: string;
  random: RandomBytes;
  warn: (sentence: string, details: Record<string, unknown>) => void;
  /** What reading found, so that the journal goes on behind it. */
  after: { file: number; position: number };
  /** Files of earlier runs that still hold records. */
  earlier: { number: number; length: number; size: number }[];
  /** How long the disk is left alone after a sync, milliseconds; none unless given. A first sync after that comes at once. */
  restBetweenSyncsMs?: number;
  /** Records of earlier runs that could not be synced at the start and are written again before anything else. */
  unsynced: readonly LogRecord[];
}

interface WrittenBatch {
  file: JournalFile;
  end: number;
  appends: readonly JournalAppend[];
  waiting: { resolve: () => void; reject: (error: Error) => void }[];
  /** Those who asked know that it is not durable; the records are kept all the same. */
  isGivenUp: boolean;
}

export function openJournal(needs: JournalNeeds): Journal {
  const files = openJournalFiles({ ...needs, lastNumber: needs.after.file });
  let position = needs.after.position;
  let lastWritten = needs.after.position;

  let queue: JournalAppend[] = [];
  const unsynced: WrittenBatch[] = [];
  let isScheduled = false;
  let writing: Promise<void> | null = null;
  let syncing: Promise<void> | null = null;
  let resting: Promise<void> = Promise.resolve();
  /** Something unsynced lies in a file whose sync failed: to be written again, even when nothing new comes. */
  let mustRewrite = false;
  let rotation: ((boundary: Boundary) => void) | null = null;
  let isClosed = false;

  if (needs.unsynced.length > 0) {
    const nobody = { written() {}, refused() {}, failed() {}, synced() {}, syncFailed() {} };
    const earlier: JournalAppend = { documentId: "", records: needs.unsynced, ...nobody };
    unsynced.push({ file: earlierFile(), end: 0, appends: [earlier], waiting: [], isGivenUp: false });
    mustRewrite = true;
  }

  /** The file that takes the next write, if it is begun and nothing has to stand in it before. */
  function fileAtHand(): JournalFile | null {
    const { current } = files;
    if (!current || current.isEnded || mustRewrite) return null;
    for (const batch of unsynced) if (batch.file.syncFailed) return null;
    return current;
  }

  /** The file that takes the next write. What lay unsynced in files whose sync failed stands in it before anything else. */
  async function fileToWrite(): Promise<JournalFile> {
    const again = unsynced.filter((batch) => batch.file.syncFailed);
    const { current } = files;
    if (current && !current.isEnded && again.length === 0) return current;
    const file = await files.next();
    if (again.length > 0) {
      file.isSecondTry = true;
      try {
        await files.write(file, recordsOf(again.flatMap((batch) => batch.appends)));
      } catch (error) {
        if (file.isEnded) files.switchTo(file);
        throw error;
      }
      for (const batch of again) {
        batch.file = file;
        batch.end = file.length;
      }
    }
    files.switchTo(file);
    return file;
  }

  async function writeLoop(): Promise<void> {
    while (queue.length > 0 || mustRewrite) {
      const appends = takeQueue();
      mustRewrite = false;
      await finishWrite(writeNext(appends), appends);
    }
  }

  async function writeNext(appends: readonly JournalAppend[]): Promise<JournalFile> {
    const file = await fileToWrite();
    await files.write(file, recordsOf(appends));
    return file;
  }

  /** @param written the file that it went to. */
  async function finishWrite(written: Promise<JournalFile>, appends: readonly JournalAppend[]): Promise<void> {
    let file: JournalFile;
    try {
      file = await written;
    } catch (thrown) {
      writeFailed(appends, thrown);
      return;
    }
    keepUnsynced(file, appends);
    tellWritten(appends);
  }

  function takeQueue(): JournalAppend[] {
    const appends = queue;
    queue = [];
    return appends;
  }

  function keepUnsynced(file: JournalFile, appends: readonly JournalAppend[]): void {
    if (appends.length > 0) unsynced.push({ file, end: file.length, appends, waiting: [], isGivenUp: false });
  }

  function tellWritten(appends: readonly JournalAppend[]): void {
    for (const append of appends) {
      lastWritten = append.records.at(-1)?.position ?? lastWritten;
      append.written();
    }
    switchIfAsked();
    startSyncing();
  }

  function writeFailed(appends: readonly JournalAppend[], thrown: unknown): void {
    const error = asError(thrown);
    needs.warn("A write to the journal failed.", { err: error });
    if (unsynced.some((batch) => batch.file.syncFailed)) giveUp(error);
    refuseAppends(appends, error);
    switchIfAsked();
    startSyncing();
  }

  /** Later appends of the same documents do not continue once an earlier one is refused; other documents go on. */
  function refuseAppends(appends: readonly JournalAppend[], error: Error): void {
    const documents = new Set(appends.map((append) => append.documentId));
    const behind = queue.filter((append) => documents.has(append.documentId));
    queue = queue.filter((append) => !documents.has(append.documentId));
    const refused = [...appends, ...behind];
    for (const append of refused) append.refused();
    for (const append of refused) append.failed(error);
  }

  /** Between two writes, the boundary is exact: all that is written lies in the files before the one that begins. */
  function switchIfAsked(): void {
    if (!rotation) return;
    files.switchToPrepared();
    rotation({ file: files.current?.number ?? 0, position: lastWritten, bytes: files.writtenBytes() });
    rotation = null;
  }

  /** In most turns the disk takes a write at once: then no promise is made on the way. */
  function startWriting(): void {
    isScheduled = false;
    if (writing || (queue.length === 0 && !mustRewrite)) return;
    const file = fileAtHand();
    if (!file) {
      goOnWriting(writeLoop());
      return;
    }
    const appends = takeQueue();
    const unfinished = files.write(file, recordsOf(appends));
    if (unfinished) {
      const written = unfinished.then(() => file);
      goOnWriting(finishWrite(written, appends).then(writeLoop));
      return;
    }
    keepUnsynced(file, appends);
    tellWritten(appends);
  }

  function goOnWriting(work: Promise<void>): void {
    writing = work.finally(() => {
      writing = null;
      switchIfAsked();
      if (queue.length > 0 || mustRewrite) schedule();
    });
  }

  function schedule(): void {
    if (isScheduled || writing) return;
    isScheduled = true;
    // After what is running now, so that the rooms of one turn, which are asked one after the other, share one write.
    queueMicrotask(startWriting);
  }

  async function syncLoop(): Promise<void> {
    for (;;) {
      await resting;
      const first = unsynced[0];
      if (!first || first.file.syncFailed) return;
      const { file } = first;
      const target = file.length;
      try {
        if (!file.handle) throw new Error("The journal file is closed.");
        await file.handle.sync();
        rest();
      } catch (thrown) {
        const error = asError(thrown);
        needs.warn("A sync of the journal failed; a new file begins.", { err: error });
        // Never again on this file: a second sync would succeed although the bytes are gone.
        file.syncFailed = true;
        file.isEnded = true;
        if (file.isSecondTry && !file.hasSynced) {
          giveUp(error);
        } else {
          mustRewrite = true;
          schedule();
        }
        return;
      }
      file.hasSynced = true;
      let count = 0;
      for (const batch of unsynced) {
        if (batch.file !== file || batch.end > target) break;
        count++;
      }
      for (const batch of unsynced.splice(0, count)) {
        if (!batch.isGivenUp) for (const append of batch.appends) append.synced();
        for (const { resolve } of batch.waiting) resolve();
      }
    }
  }

  /** Syncs that follow each other without a pause cost more than the edits: what comes meanwhile shares the next one. */
  function rest(): void {
    const { restBetweenSyncsMs = 0 } = needs;
    if (restBetweenSyncsMs > 0) resting = new Promise((resolve) => setTimeout(resolve, restBetweenSyncsMs));
  }

  function startSyncing(): void {
    if (unsynced.length === 0) return;
    syncing ??= syncLoop().finally(() => {
      syncing = null;
      const first = unsynced[0];
      if (first && !first.file.syncFailed) startSyncing();
    });
  }

  /** Tells everybody who waits that the disk does not make it durable. The records stay, for the next file that can be begun. */
  function giveUp(error: Error): void {
    for (const batch of unsynced) {
      if (!batch.isGivenUp) for (const append of batch.appends) append.syncFailed(error);
      batch.isGivenUp = true;
      for (const { reject } of batch.waiting) reject(error);
      batch.waiting = [];
    }
  }

  function synced(): Promise<void> {
    const last = unsynced.at(-1);
    if (!last) return Promise.resolve();
    return new Promise((resolve, reject) => {
      last.waiting.push({ resolve, reject });
      if (last.file.syncFailed) {
        mustRewrite = true;
        schedule();
      } else {
        startSyncing();
      }
    });
  }

  async function settled(): Promise<void> {
    while (queue.length > 0 || writing || syncing || isScheduled) {
      if (writing) await writing;
      else if (syncing) await syncing;
      // What is scheduled begins before this goes on.
      else await Promise.resolve();
    }
  }

  return {
    append(append) {
      if (isClosed) {
        append.refused();
        append.failed(new Error("The log is closed."));
        return;
      }
      queue.push(append);
      schedule();
    },
    nextPosition: () => ++position,
    synced,
    settled,
    writtenBytes: files.writtenBytes,
    async rotate() {
      await files.next();
      return new Promise((resolve) => {
        rotation = resolve;
        if (!writing) switchIfAsked();
      });
    },
    removeBefore: files.removeBefore,
    async close() {
      if (isClosed) return;
      isClosed = true;
      await settled();
      try {
        await synced();
      } catch (error) {
        needs.warn("The journal closes with records that could not be synced.", { err: error });
      }
      await settled();
      await files.close();
    },
  };
}

function recordsOf(appends: readonly JournalAppend[]): LogRecord[] {
  const records: LogRecord[] = [];
  for (const append of appends) for (const record of append.records) records.push(record);
  return records;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
