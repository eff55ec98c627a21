/**
 * A disk in memory that knows written from synced. A simulated power cut keeps or drops each write that was not synced, and
 * each name whose folder was not; a simulated crash of the process keeps them all. Used by tests and simulations only.
 */
import path from "node:path";
import type { FileLayer, OpenFile } from "../fileLayer.ts";

export interface DiskOperation {
  kind: "create" | "open" | "write" | "sync" | "truncate" | "rename" | "link" | "unlink" | "syncFolder" | "batch";
  path: string;
  /** Of all operations on this disk, counted from 1. */
  count: number;
  bytes: number;
}

/** What goes wrong: an error code, or a write that takes only so many bytes (0 to "ENOSPC" the next time). */
export type Fault = { code: string } | { short: number };

export interface SimulatedDisk extends FileLayer {
  /** Asked before each operation that changes something. */
  fault: (operation: DiskOperation) => Fault | null;
  /** Writes to files are done, or refused, within the call that asks for them, as small ones are on a real disk. */
  writesAtOnce: boolean;
  /** From this operation on, nothing is done and nothing is answered, as when the process is killed. */
  stopAfter(count: number): void;
  /** Resolves when `stopAfter` has struck. */
  readonly stopped: Promise<void>;
  readonly operations: number;
  /** The disk as the process sees it that runs now. Once that has ended, nothing it still asks for is done or answered. */
  ofThisProcess(): FileLayer & Pick<SimulatedDisk, "take">;
  /** The process ends: what was written stays, what was open is closed. */
  crash(): void;
  /** The power fails: of what was not synced, `random` (0 to 1) decides piece by piece. */
  cutPower(random: () => number): void;
  /** Lets other simulated storage take part in the count, the faults and the stop. */
  take(kind: DiskOperation["kind"], path: string, bytes: number): Promise<Fault | null>;
  /** Changes what lies on the disk, behind everybody's back. */
  damage(path: string, change: (content: Uint8Array) => Uint8Array): void;
}

type Change = ({ at: number; bytes: Uint8Array } | { length: number }) & {
  /** A sync of it failed: it can be read until the power fails, and no later sync brings it to the disk. */
  isDoomed?: true;
};

interface Inode {
  synced: Uint8Array;
  current: Uint8Array;
  unsynced: Change[];
}

type NameChange = { name: string; inode: Inode | null }[];

interface Folder {
  synced: Map<string, Inode>;
  current: Map<string, Inode>;
  unsynced: NameChange[];
}

export function createSimulatedDisk(): SimulatedDisk {
  const folders = new Map<string, Folder>();
  let operations = 0;
  let stopAt = Number.POSITIVE_INFINITY;
  let epoch = 0;
  let stop: () => void = () => {};
  let stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });

  async function take(kind: DiskOperation["kind"], path: string, bytes: number): Promise<Fault | null> {
    const itsEpoch = epoch;
    // As a large write on a real disk; small ones answer within the turn that asked: see `writesAtOnce`.
    await Promise.resolve();
    // The call of a process that has ended is never answered.
    if (itsEpoch !== epoch) await new Promise(() => {});
    const fault = takeNow(kind, path, bytes);
    if (fault === "stopped") await new Promise(() => {});
    return fault === "stopped" ? null : fault;
  }

  function takeNow(kind: DiskOperation["kind"], path: string, bytes: number): Fault | null | "stopped" {
    operations++;
    if (operations > stopAt) {
      stop();
      return "stopped";
    }
    const fault = disk.fault({ kind, path, count: operations, bytes });
    if (fault && "code" in fault) throw failure(fault.code, path);
    return fault;
  }

  function folderOf(file: string): Folder {
    const folder = folders.get(path.dirname(file));
    if (!folder) throw failure("ENOENT", file);
    return folder;
  }

  function inodeAt(file: string): Inode {
    const inode = folderOf(file).current.get(path.basename(file));
    if (!inode) throw failure("ENOENT", file);
    return inode;
  }

  function rename(folder: Folder, change: NameChange): void {
    folder.unsynced.push(change);
    applyNames(folder.current, change);
  }

  function openInode(inode: Inode, file: string): OpenFile {
    const itsEpoch = epoch;
    let isOpen = true;
    async function takeOpen(kind: DiskOperation["kind"], bytes: number): Promise<Fault | null> {
      if (!isOpen || itsEpoch !== epoch) throw failure("EBADF", file);
      return take(kind, file, bytes);
    }
    function put(whole: Buffer, position: number, fault: Fault | null): number {
      const bytes = fault && "short" in fault ? whole.subarray(0, fault.short) : whole;
      if (bytes.length > 0) changeInode(inode, { at: position, bytes: new Uint8Array(bytes) });
      return bytes.length;
    }
    return {
      write(parts, position) {
        const whole = Buffer.concat(parts);
        if (!disk.writesAtOnce || !isOpen || itsEpoch !== epoch)
          return takeOpen("write", whole.length).then((fault) => put(whole, position, fault));
        const fault = takeNow("write", file, whole.length);
        return fault === "stopped" ? new Promise(() => {}) : put(whole, position, fault);
      },
      async sync() {
        // What is written while the sync is under way is not covered by it.
        const covered = inode.unsynced.slice();
        try {
          await takeOpen("sync", 0);
        } catch (error) {
          for (const change of covered) change.isDoomed = true;
          throw error;
        }
        for (const change of covered) if (!change.isDoomed) inode.synced = changed(inode.synced, change);
        inode.unsynced.splice(0, covered.length);
      },
      async truncate(length) {
        await takeOpen("truncate", 0);
        changeInode(inode, { length });
      },
      async close() {
        isOpen = false;
      },
    };
  }

  const disk: SimulatedDisk = {
    fault: () => null,
    writesAtOnce: false,
    take,
    stopAfter(count) {
      stopAt = count;
    },
    get stopped() {
      return stopped;
    },
    get operations() {
      return operations;
    },
    ofThisProcess() {
      const itsEpoch = epoch;
      const living =
        <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) =>
        (...asked: Asked): Promise<Answer> =>
          itsEpoch === epoch ? ask(...asked) : new Promise(() => {});
      return {
        take: living(take),
        makeFolder: living(disk.makeFolder),
        list: living(disk.list),
        read: living(disk.read),
        create: living(disk.create),
        open: living(disk.open),
        rename: living(disk.rename),
        link: living(disk.link),
        unlink: living(disk.unlink),
        syncFolder: living(disk.syncFolder),
      };
    },
    crash() {
      epoch++;
      stopAt = Number.POSITIVE_INFINITY;
      operations = 0;
      disk.fault = () => null;
      stopped = new Promise<void>((resolve) => {
        stop = resolve;
      });
    },
    cutPower(random) {
      disk.crash();
      const inodes = new Set<Inode>();
      for (const folder of folders.values()) {
        // A file system keeps the order of its own changes of names, so a beginning of them survives.
        const kept = Math.floor(random() * (folder.unsynced.length + 1));
        for (const change of folder.unsynced.slice(0, kept)) applyNames(folder.synced, change);
        for (const inode of [...folder.current.values(), ...folder.synced.values()]) inodes.add(inode);
        folder.current = new Map(folder.synced);
        folder.unsynced = [];
      }
      for (const inode of inodes) losePower(inode, random);
    },
    damage(file, change) {
      const inode = inodeAt(file);
      inode.current = change(inode.current);
      inode.synced = inode.current;
      inode.unsynced = [];
    },
    async makeFolder(folder) {
      if (!folders.has(folder)) folders.set(folder, { synced: new Map(), current: new Map(), unsynced: [] });
    },
    list: async (folder) => [...folderOf(path.join(folder, "any")).current.keys()],
    read: async (file) => inodeAt(file).current.slice(),
    async create(file) {
      await take("create", file, 0);
      const folder = folderOf(file);
      const name = path.basename(file);
      if (folder.current.has(name)) throw failure("EEXIST", file);
      const inode: Inode = { synced: new Uint8Array(), current: new Uint8Array(), unsynced: [] };
      rename(folder, [{ name, inode }]);
      return openInode(inode, file);
    },
    async open(file) {
      await take("open", file, 0);
      return openInode(inodeAt(file), file);
    },
    async rename(from, to) {
      await take("rename", from, 0);
      const inode = inodeAt(from);
      const source = folderOf(from);
      const target = folderOf(to);
      const removed = { name: path.basename(from), inode: null };
      const added = { name: path.basename(to), inode };
      if (source === target) {
        rename(source, [removed, added]);
      } else {
        rename(target, [added]);
        rename(source, [removed]);
      }
    },
    async link(file, secondPath) {
      await take("link", file, 0);
      const folder = folderOf(secondPath);
      const name = path.basename(secondPath);
      if (folder.current.has(name)) throw failure("EEXIST", secondPath);
      rename(folder, [{ name, inode: inodeAt(file) }]);
    },
    async unlink(file) {
      await take("unlink", file, 0);
      inodeAt(file);
      rename(folderOf(file), [{ name: path.basename(file), inode: null }]);
    },
    async syncFolder(name) {
      const folder = folderOf(path.join(name, "any"));
      const { length } = folder.unsynced;
      const current = new Map(folder.current);
      await take("syncFolder", name, 0);
      folder.synced = current;
      folder.unsynced.splice(0, length);
    },
  };
  return disk;
}

function applyNames(names: Map<string, Inode>, change: NameChange): void {
  for (const { name, inode } of change) {
    if (inode) names.set(name, inode);
    else names.delete(name);
  }
}

function changeInode(inode: Inode, change: Change): void {
  inode.current = changed(inode.current, change);
  inode.unsynced.push(change);
}

function changed(content: Uint8Array, change: Change): Uint8Array {
  if ("length" in change) return content.slice(0, change.length);
  const end = change.at + change.bytes.length;
  const next = new Uint8Array(Math.max(content.length, end));
  next.set(content);
  next.set(change.bytes, change.at);
  return next;
}

/** Each write is kept, dropped (a hole of zeros where a later one is kept), or kept up to some byte. */
function losePower(inode: Inode, random: () => number): void {
  let content = inode.synced;
  for (const change of inode.unsynced) {
    const luck = random();
    if (change.isDoomed) continue;
    if (luck < 0.4) content = changed(content, change);
    else if (luck < 0.7 && "bytes" in change) {
      const bytes = change.bytes.subarray(0, Math.floor(random() * change.bytes.length));
      if (bytes.length > 0) content = changed(content, { at: change.at, bytes });
    }
  }
  inode.current = content;
  inode.synced = content;
  inode.unsynced = [];
}

function failure(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${file}`), { code });
}
