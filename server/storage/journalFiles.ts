/**
 * The journal's files: beginning them, writing to them so that a refused write leaves nothing, and letting them go. Which one takes
 * what, and when it is synced, is decided by `journal.ts`.
 */
import path from "node:path";
import type { RandomBytes } from "../../shared/ids.ts";
import { type FileLayer, type OpenFile, writeWhole } from "./fileLayer.ts";
import { journalFileName } from "./journalReading.ts";
import { encodeRecord, type LogRecord } from "./journalRecord.ts";

export interface JournalFile {
  readonly number: number;
  /** Stands in each of its records. */
  readonly mark: number;
  handle: OpenFile | null;
  /** Up to here everything is good. */
  length: number;
  /** Takes no more writes: a refused write could not be cut off, or a sync failed. */
  isEnded: boolean;
  syncFailed: boolean;
  hasSynced: boolean;
  /** It was begun to write again what another file could not make durable. */
  isSecondTry: boolean;
}

export interface JournalFiles {
  /** The file that takes writes; null before the first one. */
  readonly current: JournalFile | null;
  /** The file that comes after the current one, begun if need be. */
  next(): Promise<JournalFile>;
  switchTo(file: JournalFile): void;
  /** Makes the next file the current one, if it is begun already. */
  switchToPrepared(): void;
  /**
   * Writes the records at the end of the file. All or nothing: a part that was written is cut off again. A promise only when it is not
   * done at once; it never throws, but rejects.
   */
  write(file: JournalFile, records: readonly LogRecord[]): Promise<void> | null;
  /** How many bytes were written since the journal was opened. */
  writtenBytes(): number;
  /** Deletes the files before `number`. */
  removeBefore(number: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalFilesNeeds {
  files: FileLayer;
  folder: string;
  random: RandomBytes;
  warn: (sentence: string, details: Record<string, unknown>) => void;
  /** The highest number that a file had so far. */
  lastNumber: number;
  /** Files of earlier runs that still hold records. */
  earlier: readonly { number: number; length: number; size: number }[];
}

export function openJournalFiles(needs: JournalFilesNeeds): JournalFiles {
  const { files, folder } = needs;
  let lastNumber = needs.lastNumber;
  let current: JournalFile | null = null;
  /** The next file, begun ahead of its use, so that no write waits for it. */
  let prepared: JournalFile | null = null;
  let preparing: Promise<JournalFile> | null = null;
  const ended: JournalFile[] = [];
  /** Where files end whose last write was refused and could not be cut off. Every new file says it again. */
  const cuts = new Map<number, number>();
  const numbers = new Set<number>();
  let writtenBytes = 0;

  for (const { number, length, size } of needs.earlier) {
    numbers.add(number);
    // A power cut may undo that a torn end was cut off.
    if (length < size) cuts.set(number, length);
  }

  /** A new file counts only after its folder is synced: a power cut could take its name, and all that is in it. */
  async function create(): Promise<JournalFile> {
    const number = ++lastNumber;
    const handle = await files.create(path.join(folder, journalFileName(number)));
    numbers.add(number);
    try {
      await files.syncFolder(folder);
    } catch (error) {
      await closeQuietly(handle);
      throw error;
    }
    const mark = Buffer.from(needs.random(4)).readUInt32BE(0);
    return newFile({ number, mark, handle });
  }

  async function next(): Promise<JournalFile> {
    if (prepared) return prepared;
    preparing ??= create().finally(() => {
      preparing = null;
    });
    const file = await preparing;
    // Whoever waited with us may have begun to write to it already.
    if (!file.isEnded && file !== current && !ended.includes(file)) prepared = file;
    return file;
  }

  function switchTo(file: JournalFile): void {
    if (file === prepared) prepared = null;
    if (current && current !== file) ended.push(current);
    current = file;
  }

  async function closeQuietly(handle: OpenFile | null): Promise<void> {
    try {
      await handle?.close();
    } catch (error) {
      needs.warn("A journal file could not be closed.", { err: error });
    }
  }

  function write(file: JournalFile, records: readonly LogRecord[]): Promise<void> | null {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    try {
      for (const record of records) bytes += encodeRecord(record, file.mark, parts);
    } catch (error) {
      return Promise.reject(error);
    }
    if (bytes === 0) return null;
    const { handle } = file;
    if (!handle) return Promise.reject(new Error("The journal file is closed."));
    const unfinished = file.length === 0 ? writeFirst(file, handle, parts) : writeParts(file, handle, parts);
    if (unfinished) return unfinished.then(() => grew(file, bytes));
    grew(file, bytes);
    return null;
  }

  function grew(file: JournalFile, bytes: number): void {
    file.length += bytes;
    writtenBytes += bytes;
  }

  async function writeFirst(file: JournalFile, handle: OpenFile, parts: readonly Uint8Array[]): Promise<void> {
    await writeStart(file, handle);
    await writeParts(file, handle, parts);
  }

  async function writeStart(file: JournalFile, handle: OpenFile): Promise<void> {
    const parts: Uint8Array[] = [];
    const bytes = encodeRecord({ kind: "start", cuts: [...cuts] }, file.mark, parts);
    await writeParts(file, handle, parts);
    if (cuts.size > 0) {
      try {
        // Before anything stands behind it: a power cut that took only the start would bring refused records back.
        await handle.sync();
      } catch (error) {
        file.isEnded = true;
        throw error;
      }
    }
    file.length = bytes;
  }

  function writeParts(file: JournalFile, handle: OpenFile, parts: readonly Uint8Array[]): Promise<void> | null {
    const unfinished = writeWhole(handle, parts, file.length);
    return unfinished && cutOffIfRefused(unfinished, file, handle);
  }

  async function cutOffIfRefused(unfinished: Promise<void>, file: JournalFile, handle: OpenFile): Promise<void> {
    try {
      await unfinished;
    } catch (error) {
      try {
        await handle.truncate(file.length);
      } catch (truncateError) {
        needs.warn("A refused write could not be cut off the journal; a new file begins.", { err: truncateError });
        file.isEnded = true;
        cuts.set(file.number, file.length);
      }
      throw error;
    }
  }

  return {
    get current() {
      return current;
    },
    next,
    switchTo,
    switchToPrepared() {
      if (prepared) switchTo(prepared);
    },
    write,
    writtenBytes: () => writtenBytes,
    async removeBefore(number) {
      for (const file of ended.filter((file) => file.number < number)) {
        await closeQuietly(file.handle);
        file.handle = null;
        ended.splice(ended.indexOf(file), 1);
      }
      for (const old of [...numbers].filter((old) => old < number)) {
        await files.unlink(path.join(folder, journalFileName(old)));
        numbers.delete(old);
        cuts.delete(old);
      }
    },
    async close() {
      for (const file of [...ended, current, prepared]) await closeQuietly(file?.handle ?? null);
    },
  };
}

/** What stands for the files of an earlier run, which are not written to and whose content may not be durable. */
export function earlierFile(): JournalFile {
  return { ...newFile({ number: 0, mark: 0, handle: null }), isEnded: true, syncFailed: true };
}

function newFile(named: Pick<JournalFile, "number" | "mark" | "handle">): JournalFile {
  return { ...named, length: 0, isEnded: false, syncFailed: false, hasSynced: false, isSecondTry: false };
}
