import path from "node:path";
import { ClassicLevel } from "classic-level";
import { type FileLayer, realFiles, writeWhole } from "./fileLayer.ts";
import { readPairs } from "./folderCut.ts";
import { generationPath } from "./generations.ts";
import { journalFileName } from "./journalReading.ts";
import { foldedKey, foldedSpareKey, type LevelOperation } from "./levelKeys.ts";
import { readFolded } from "./logStart.ts";

export interface FolderParts {
  database: AsyncIterable<Uint8Array>;
  journal: AsyncIterable<Uint8Array>;
  catalog: Uint8Array;
  quarantine: AsyncIterable<{ name: string; content: AsyncIterable<Uint8Array> }>;
}

const batchBytes = 1024 * 1024;

/**
 * Makes a data folder of what `FolderCut` gave. Durable when it resolves; until then, and when it rejects, the folder must not be opened.
 *
 * @param folder must not be there yet, or be empty.
 */
export async function makeFolderFromCut(
  folder: string,
  parts: FolderParts,
  files: FileLayer = realFiles,
): Promise<void> {
  for (const name of ["", "level", "journal", "quarantine"]) await files.makeFolder(path.join(folder, name));
  const folded = await fillDatabase(path.join(folder, "level"), parts.database);
  await writeNew(files, path.join(folder, "journal", journalFileName(folded + 1)), parts.journal);
  await writeNew(files, generationPath(folder, "catalog", 0), [parts.catalog]);
  for await (const { name, content } of parts.quarantine) {
    await writeNew(files, path.join(folder, "quarantine", path.basename(name)), content);
  }
  for (const name of ["journal", "quarantine", "level", ""]) await files.syncFolder(path.join(folder, name));
}

/** Answers up to which journal file everything is in it. */
async function fillDatabase(levelFolder: string, pairs: AsyncIterable<Uint8Array>): Promise<number> {
  const level = new ClassicLevel<string, Buffer>(levelFolder, { keyEncoding: "utf8", valueEncoding: "buffer" });
  await level.open();
  try {
    let batch: LevelOperation[] = [];
    let bytes = 0;
    for await (const { key, value } of readPairs(pairs)) {
      batch.push({ type: "put", key, value });
      bytes += key.length + value.length;
      if (bytes < batchBytes) continue;
      await level.batch(batch);
      batch = [];
      bytes = 0;
    }
    await level.batch(batch, { sync: true });
    // Into tables: what lies in LevelDB's own log may be lost without a word.
    await level.compactRange(foldedKey, foldedSpareKey);
    return (await readFolded(level)).file;
  } finally {
    await level.close();
  }
}

async function writeNew(
  files: FileLayer,
  file: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const handle = await files.create(file);
  try {
    let position = 0;
    for await (const chunk of content) {
      await writeWhole(handle, [chunk], position);
      position += chunk.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
