/**
 * The few things that storage does with files, behind an interface, so that tests can cut the power between any two of them.
 * `testing/simulatedDisk.ts` is the other implementation.
 */
import fs from "node:fs";
import { promisify } from "node:util";

export interface OpenFile {
  /**
   * Writes at a position. Tells how much was written, which a filling disk makes less than was asked: at once, or by a promise. It
   * fails in the same two ways.
   */
  write(parts: readonly Uint8Array[], position: number): number | Promise<number>;
  /** Waits until a power cut cannot take the content back. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileLayer {
  /** Makes a folder, and those above it, that only its owner may enter. Harmless when it is there. */
  makeFolder(folder: string): Promise<void>;
  /** Names in a folder, in no order. */
  list(folder: string): Promise<string[]>;
  /** The whole file. Fails with code ENOENT when there is none. */
  read(path: string): Promise<Uint8Array>;
  /** Opens a new file, empty, readable by its owner only. Fails with code EEXIST when the name is taken. */
  create(path: string): Promise<OpenFile>;
  /** Opens a file that is there, to write. */
  open(path: string): Promise<OpenFile>;
  /** Puts a file in the place of another in one step. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name. */
  link(path: string, secondPath: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Waits until a power cut cannot take back which names the folder holds. */
  syncFolder(folder: string): Promise<void>;
}

// The callback functions, not fs/promises: a FileHandle costs several times more for each write.
const openFile = promisify(fs.open);
const closeFile = promisify(fs.close);
const syncData = promisify(fs.fdatasync);
const syncAll = promisify(fs.fsync);
const truncateFile = promisify(fs.ftruncate);

/**
 * So little goes into the system's memory in a few microseconds, less than it takes to ask another thread for it. The wait of peers
 * for a written edit is halved by it. It waits for the disk only
 * when the system's memory is full of unwritten pages; `sync` alone waits for it by design.
 */
const maxBlockingBytes = 64 * 1024;

function sizeOf(parts: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const part of parts) bytes += part.byteLength;
  return bytes;
}

function fileOf(descriptor: number): OpenFile {
  return {
    write(parts, position) {
      if (sizeOf(parts) <= maxBlockingBytes) return fs.writevSync(descriptor, parts, position);
      return new Promise((resolve, reject) => {
        fs.writev(descriptor, parts, position, (error, bytes) => (error ? reject(error) : resolve(bytes)));
      });
    },
    sync: () => syncData(descriptor),
    truncate: (length) => truncateFile(descriptor, length),
    close: () => closeFile(descriptor),
  };
}

/** The disk of this machine. */
export const realFiles: FileLayer = {
  makeFolder: async (folder) => {
    await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  },
  list: (folder) => fs.promises.readdir(folder),
  read: (path) => fs.promises.readFile(path),
  create: async (path) => fileOf(await openFile(path, "wx", 0o600)),
  open: async (path) => fileOf(await openFile(path, "r+")),
  rename: (from, to) => fs.promises.rename(from, to),
  link: (path, secondPath) => fs.promises.link(path, secondPath),
  unlink: (path) => fs.promises.unlink(path),
  syncFolder: async (folder) => {
    // Windows cannot open a folder; NTFS keeps the order of its own changes.
    if (process.platform === "win32") return;
    const descriptor = await openFile(folder, "r");
    try {
      await syncAll(descriptor);
    } finally {
      await closeFile(descriptor);
    }
  },
};

/** The code of a file error ("ENOENT", "ENOSPC"); null for anything else. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/**
 * Writes everything or fails: a short write is continued once it has moved on at all. A promise only when it is not done at once;
 * it never throws, but rejects.
 */
export function writeWhole(file: OpenFile, parts: readonly Uint8Array[], position: number): Promise<void> | null {
  try {
    const written = file.write(parts, position);
    return written === sizeOf(parts) ? null : writeRest(file, parts, position, written);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** @param begun how much of `parts` the write took that was begun. */
async function writeRest(
  file: OpenFile,
  parts: readonly Uint8Array[],
  position: number,
  begun: number | Promise<number>,
): Promise<void> {
  let written = await begun;
  let rest = withoutFirst(parts, written);
  let at = position + written;
  while (rest.length > 0) {
    if (written === 0) throw new Error("The disk took no more bytes.");
    written = await file.write(rest, at);
    rest = withoutFirst(rest, written);
    at += written;
  }
}

function withoutFirst(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let passed = bytes;
  const rest: Uint8Array[] = [];
  for (const part of parts) {
    if (passed >= part.byteLength) {
      passed -= part.byteLength;
    } else {
      rest.push(passed === 0 ? part : part.subarray(passed));
      passed = 0;
    }
  }
  return rest;
}
