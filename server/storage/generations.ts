/**
 * A small file that is rewritten whole, with the two contents before. At every step of a write, and after a power cut at any of
 * them, one of the three is whole.
 */
import path from "node:path";
import { errorCode, type FileLayer, writeWhole } from "./fileLayer.ts";

export type Generation = 0 | 1 | 2;
export const generations: readonly Generation[] = [0, 1, 2];

/** `catalog.json`, `catalog.1.json`, `catalog.2.json`. */
export function generationPath(folder: string, name: string, generation: Generation): string {
  return path.join(folder, generation === 0 ? `${name}.json` : `${name}.${generation}.json`);
}

/**
 * Writes the newest generation. Durable when it resolves. When it rejects, the old content is in its place again for the next process;
 * only a power cut on a disk that refused to sync even that may bring the new one.
 */
export async function writeGeneration(
  files: FileLayer,
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const beside = path.join(folder, `${name}.new`);
  const current = generationPath(folder, name, 0);
  await removeIfThere(files, beside);
  let hadOlder: boolean;
  try {
    const file = await files.create(beside);
    try {
      await writeWhole(file, [content], 0);
      await file.sync();
    } finally {
      await file.close();
    }
    hadOlder = await keepOlder(files, folder, name);
    await files.rename(beside, current);
  } catch (error) {
    await removeIfThere(files, beside).catch(() => undefined);
    throw error;
  }
  try {
    await files.syncFolder(folder);
  } catch (error) {
    await putBack(files, folder, name, hadOlder).catch((cause: unknown) => {
      throw new AggregateError([error, cause], "A refused write could not be undone either.");
    });
    throw error;
  }
}

/** Undoes a write whose names could not be made durable: it will be refused, so the next process must not find it. */
async function putBack(files: FileLayer, folder: string, name: string, hadOlder: boolean): Promise<void> {
  const current = generationPath(folder, name, 0);
  if (hadOlder) {
    const link = path.join(folder, `${name}.older`);
    await removeIfThere(files, link);
    await files.link(generationPath(folder, name, 1), link);
    await files.rename(link, current);
  } else {
    await removeIfThere(files, current);
  }
  await files.syncFolder(folder);
}

/** The current file gets a second name, so that there is no moment without a current one. False when there is none yet. */
async function keepOlder(files: FileLayer, folder: string, name: string): Promise<boolean> {
  const [current, older, oldest] = generations.map((generation) => generationPath(folder, name, generation)) as [
    string,
    string,
    string,
  ];
  const link = path.join(folder, `${name}.older`);
  await removeIfThere(files, link);
  try {
    await files.link(current, link);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
  await renameIfThere(files, older, oldest);
  await files.rename(link, older);
  return true;
}

async function renameIfThere(files: FileLayer, from: string, to: string): Promise<void> {
  try {
    await files.rename(from, to);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

async function removeIfThere(files: FileLayer, file: string): Promise<void> {
  try {
    await files.unlink(file);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** The bytes of a generation; null when there is no such file. */
export async function readGeneration(
  files: FileLayer,
  folder: string,
  name: string,
  generation: Generation,
): Promise<Uint8Array | null> {
  try {
    return await files.read(generationPath(folder, name, generation));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
