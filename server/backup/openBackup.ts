import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { refuse } from "../../shared/refusal.ts";
import { parseCatalog } from "../storage/catalogShape.ts";
import { bytesOf, openZip, type ReadZip } from "../zip/readZip.ts";
import { type Manifest, parseManifest, parts } from "./manifest.ts";
import { isSealed } from "./seal.ts";

export interface Backup {
  manifest: Manifest;
  zip: ReadZip;
  catalog: Buffer;
}

/**
 * Opens a backup once every byte of it is known to be the one that was written. Refuses, in a sentence, what is no backup, was cut
 * short, was changed, or is of a newer version. Whoever opened it closes its `zip`.
 */
export async function openBackup(file: string): Promise<Backup> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile()) throw refuse("not-found", `There is no file ${file}.`);
  let isWhole: boolean;
  try {
    isWhole = await isSealed(file);
  } catch (error) {
    throw refuse("storage-failed", `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isWhole) throw damaged(file, "It is no backup of Ambo, was cut short, or was changed.");
  const zip = await openZip(file).catch(() => {
    throw damaged(file, "It is no backup of Ambo.");
  });
  try {
    return await check(file, zip);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function check(file: string, zip: ReadZip): Promise<Backup> {
  if (!zip.names.includes(parts.manifest)) throw damaged(file, "It is no backup of Ambo.");
  const manifest = parseManifest((await bytesOf(await zip.read(parts.manifest))).toString());
  if ("problem" in manifest) throw damaged(file, manifest.problem);
  for (const name of [parts.catalog, parts.journal, parts.database]) {
    if (!Object.hasOwn(manifest.parts, name)) throw damaged(file, `${name} is missing.`);
  }
  for (const [name, { sha256, bytes }] of Object.entries(manifest.parts)) {
    if (!zip.names.includes(name)) throw damaged(file, `${name} is missing.`);
    const hash = createHash("sha256");
    let length = 0;
    for await (const chunk of await zip.read(name)) {
      hash.update(chunk as Buffer);
      length += (chunk as Buffer).length;
    }
    if (length !== bytes || hash.digest("hex") !== sha256) throw damaged(file, `${name} was changed.`);
  }
  const catalog = await bytesOf(await zip.read(parts.catalog));
  const parsed = parseCatalog(catalog);
  if ("problem" in parsed) throw damaged(file, `Its catalog cannot be read. ${parsed.problem}`);
  return { manifest, zip, catalog };
}

function damaged(file: string, why: string): Error {
  return refuse("malformed", `${file} cannot be restored, and nothing was written. ${why}`);
}
