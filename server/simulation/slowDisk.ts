import type { FileLayer, OpenFile } from "../storage/fileLayer.ts";
import type { Random } from "./random.ts";

export interface SlowDisk extends FileLayer {
  /** The process has ended: nothing that it still asks for is done or answered. */
  end(): void;
}

/**
 * The disk as one process sees it: each operation takes some turns before it is done and some before it is answered, so that a
 * kill or a power cut falls between any two of them. With `writesAtOnce`, writes alone are answered within the turn that asked, as small
 * ones are on a real disk; `disk` must then do the same.
 */
export function slowDisk(disk: FileLayer, random: Random, writesAtOnce: boolean): SlowDisk {
  let isEnded = false;

  async function pause(): Promise<void> {
    // Mostly quick, sometimes so slow that people type on, hear from each other and lose their lines meanwhile.
    for (let left = random.below(random.chance(0.3) ? 60 : 4); left > 0; left--)
      await new Promise((resolve) => setImmediate(resolve));
    if (isEnded) await new Promise(() => {});
  }

  async function slowly<T>(operation: () => T | Promise<T>): Promise<T> {
    await pause();
    try {
      return await operation();
    } finally {
      await pause();
    }
  }

  const slowFile = (file: OpenFile): OpenFile => ({
    write(parts, position) {
      if (!writesAtOnce) return slowly(() => file.write(parts, position));
      return isEnded ? new Promise<number>(() => {}) : file.write(parts, position);
    },
    sync: () => slowly(() => file.sync()),
    truncate: (length) => slowly(() => file.truncate(length)),
    close: () => slowly(() => file.close()),
  });

  return {
    makeFolder: (folder) => slowly(() => disk.makeFolder(folder)),
    list: (folder) => slowly(() => disk.list(folder)),
    read: (path) => slowly(() => disk.read(path)),
    create: async (path) => slowFile(await slowly(() => disk.create(path))),
    open: async (path) => slowFile(await slowly(() => disk.open(path))),
    rename: (from, to) => slowly(() => disk.rename(from, to)),
    link: (path, secondPath) => slowly(() => disk.link(path, secondPath)),
    unlink: (path) => slowly(() => disk.unlink(path)),
    syncFolder: (folder) => slowly(() => disk.syncFolder(folder)),
    end: () => {
      isEnded = true;
    },
  };
}
