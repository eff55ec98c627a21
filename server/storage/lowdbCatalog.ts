import path from "node:path";
import {
  applyPatches,
  createDraft,
  current as currentOf,
  enablePatches,
  finishDraft,
  isDraft,
  type Patch,
} from "immer";
import { type Adapter, Low } from "lowdb";
import type { Catalog, CatalogData } from "./catalog.ts";
import { emptyCatalog, parseCatalog } from "./catalogShape.ts";
import { closeLinks } from "./closeLinks.ts";
import { type Deferred, deferred } from "./deferred.ts";
import type { FileLayer } from "./fileLayer.ts";
import { generationPath, generations, readGeneration, writeGeneration } from "./generations.ts";
import type { Warn } from "./logStart.ts";

export interface LowdbCatalogNeeds {
  files: FileLayer;
  quarantineFolder: string;
  warn: Warn;
  /** Names the files that are kept aside. */
  now: () => number;
}

enablePatches();

const fileName = "catalog";

/** Opens the catalog in a folder. Damaged files are kept aside, and the newest whole generation is read. */
export async function openCatalog(folder: string, needs: LowdbCatalogNeeds): Promise<Catalog> {
  const { files } = needs;
  await files.makeFolder(folder);
  await files.makeFolder(needs.quarantineFolder);
  let openedFrom: Catalog["openedFrom"] = { generation: "new", problem: null };

  const adapter: Adapter<CatalogData> = {
    async read() {
      const problems: string[] = [];
      for (const generation of generations) {
        const bytes = await readGeneration(files, folder, fileName, generation);
        if (bytes === null) {
          problems.push(`${path.basename(generationPath(folder, fileName, generation))} is missing.`);
          continue;
        }
        const read = parseCatalog(bytes);
        if ("data" in read) {
          openedFrom = { generation, problem: problems.length > 0 ? problems.join(" ") : null };
          // In what is read, so that whatever is written next carries it, also when that is the start's own doing.
          if (openedFrom.problem !== null) closeLinks(read.data);
          return read.data;
        }
        problems.push(await setAside(generation, read.problem));
      }
      // Three missing files are a new folder; anything else was a catalog once.
      const isNew = problems.every((problem) => problem.endsWith("is missing."));
      openedFrom = { generation: "new", problem: isNew ? null : problems.join(" ") };
      return null;
    },
    write: (data) => writeGeneration(files, folder, fileName, Buffer.from(JSON.stringify(data, null, 1))),
  };

  async function setAside(generation: 0 | 1 | 2, problem: string): Promise<string> {
    const from = generationPath(folder, fileName, generation);
    const to = path.join(needs.quarantineFolder, `${needs.now()}-${path.basename(from)}`);
    await files.rename(from, to);
    await files.syncFolder(needs.quarantineFolder);
    await files.syncFolder(folder);
    return `${path.basename(from)} was damaged and is kept as ${path.basename(to)}. ${problem}`;
  }

  const low = new Low<CatalogData>(adapter, emptyCatalog());
  await low.read();
  if (openedFrom.problem !== null) {
    needs.warn("The newest catalog could not be read; an older one is used.", { ...openedFrom });
  }

  interface Waiting {
    change: (data: CatalogData) => unknown;
    done: Deferred<unknown>;
  }
  let current = low.data;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let isClosed = false;
  /** The last write failed, so that the files may hold what was refused. */
  let isInDoubt = false;

  async function writeLoop(): Promise<void> {
    // Changes of one turn go in one write.
    await Promise.resolve();
    try {
      while (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        await writeBatch(batch);
      }
    } finally {
      // In the same step as the last look: a change that comes right after it must find no loop, and start one.
      writing = null;
    }
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const changed: { done: Deferred<unknown>; result: unknown }[] = [];
    let draft = current;
    for (const { change, done } of batch) {
      // A draft of its own for each, so that a change which throws halfway leaves nothing behind. Only what it touches is copied:
      // with thousands of documents a whole copy would hold everybody up.
      const copy = createDraft(draft);
      try {
        const result = change(copy as CatalogData);
        const plain = isDraft(result) ? currentOf(result) : result;
        const patches: Patch[] = [];
        finishDraft(copy, (made) => patches.push(...made));
        draft = applyPatches(draft, patches.map(throughJson));
        changed.push({ done, result: plain });
      } catch (error) {
        done.reject(error);
      }
    }
    if (changed.length === 0) return;
    low.data = draft;
    try {
      await low.write();
      isInDoubt = false;
      current = draft;
      for (const { done, result } of changed) done.resolve(result);
    } catch (error) {
      isInDoubt = true;
      low.data = current;
      for (const { done } of changed) done.reject(error);
    }
  }

  return {
    get data() {
      return current;
    },
    get openedFrom() {
      return openedFrom;
    },
    change<T>(change: (data: CatalogData) => T): Promise<T> {
      if (isClosed) return Promise.reject(new Error("The catalog is closed."));
      const done = deferred<unknown>();
      waiting.push({ change, done });
      writing ??= writeLoop();
      return done.promise as Promise<T>;
    },
    async close() {
      isClosed = true;
      await writing;
      if (!isInDoubt) return;
      isInDoubt = false;
      try {
        await low.write();
      } catch (error) {
        needs.warn("The catalog could not be written again after a write that failed.", { err: error });
      }
    },
  };
}

/** What a change sets, as the next start will read it: a date is text by then, and what is undefined is not there. */
function throughJson(patch: Patch): Patch {
  const text = JSON.stringify(patch.value);
  if (text !== undefined) return { ...patch, value: JSON.parse(text) };
  return { op: "remove", path: patch.path };
}
