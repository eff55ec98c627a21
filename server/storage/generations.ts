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

/** Writes the newest generation: durable when it resolves, and not there when it rejects. */
export async function writeGeneration(
  files: FileLayer,
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const beside = path.join(folder, `${name}.new`);
  await removeIfThere(files, beside);
  try {
    const file = await files.create(beside);
    try {
      await writeWhole(file, [content], 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await keepOlder(files, folder, name);
    await files.rename(beside, generationPath(folder, name, 0));
  } catch (error) {
    await removeIfThere(files, beside).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(folder);
}

/** The current file gets a second name, so that there is no moment without a current one. */
async function keepOlder(files: FileLayer, folder: string, name: string): Promise<void> {
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
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  await renameIfThere(files, older, oldest);
  await files.rename(link, older);
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
