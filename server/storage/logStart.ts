/** What happens to the folder before the log can take records. */
import path from "node:path";
import { errorCode, type FileLayer, writeWhole } from "./fileLayer.ts";
import { type JournalContent, journalFileName } from "./journalReading.ts";
import { foldedKey, foldedSpareKey, formatKey, type Level, sealJson, unsealJson } from "./levelKeys.ts";

const formatVersion = 1;

/** Refuses a folder that a newer version wrote: this one would take its records for damaged. */
export async function checkFormat(level: Level): Promise<void> {
  const format = unsealJson<number>(await level.get(formatKey));
  if (format !== null && format > formatVersion) {
    throw new Error(
      "The data folder was written by a newer version of Ambo. Please start that version or a newer one.",
    );
  }
  if (format === null)
    await level.batch([{ type: "put", key: formatKey, value: sealJson(formatVersion) }], { sync: true });
}

/** Up to where the journal is folded. */
export async function readFolded(level: Level): Promise<{ file: number; position: number }> {
  type Folded = { file: number; position: number };
  const folded = unsealJson<Folded>(await level.get(foldedKey)) ?? unsealJson<Folded>(await level.get(foldedSpareKey));
  return folded ?? { file: 0, position: 0 };
}

export type Warn = (sentence: string, details: Record<string, unknown>) => void;

/**
 * Cuts torn tails off and deletes what is folded. It does not sync what the files hold: a sync may have failed in the run before, and
 * a second one on the same file would succeed although the bytes are gone. The log writes them again instead.
 */
export async function settleFiles(
  { files, journalFolder, warn }: { files: FileLayer; journalFolder: string; warn: Warn },
  content: JournalContent,
): Promise<void> {
  for (const { number, length, size } of content.files) {
    if (length === size) continue;
    try {
      const file = await files.open(path.join(journalFolder, journalFileName(number)));
      try {
        await file.truncate(length);
      } finally {
        await file.close();
      }
    } catch (error) {
      // The next file says where this one ends.
      warn("The torn end of a journal file of an earlier run could not be cut off.", { err: error });
    }
  }
  if (content.files.length > 0) await files.syncFolder(journalFolder);
  for (const number of content.folded) await files.unlink(path.join(journalFolder, journalFileName(number)));
}

/** Writes damaged bytes into a file of their own. */
export async function keepAside(files: FileLayer, file: string, bytes: Uint8Array): Promise<void> {
  try {
    const handle = await files.create(file);
    try {
      await writeWhole(handle, [bytes], 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // The same place was found damaged at an earlier start.
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
