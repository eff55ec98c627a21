import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { refuse } from "../../shared/refusal.ts";
import { parseCatalog } from "../storage/catalogShape.ts";
import { bytesOf, openZip, type ReadZip } from "../zip/readZip.ts";
import { type Manifest, parseManifest, parts, readmeName } from "./manifest.ts";
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
  checkNames(file, zip.names, new Set(Object.keys(manifest.parts)));
  for (const [name, { sha256, bytes }] of Object.entries(manifest.parts)) {
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

/** What the manifest lists is what is there, so that nothing is restored whose bytes nobody has vouched for. */
function checkNames(file: string, names: readonly string[], listed: ReadonlySet<string>): void {
  for (const name of listed) {
    if (!isNameOfPart(name)) throw damaged(file, "It holds a file with a name that no backup gives.");
    if (!names.includes(name)) throw damaged(file, `${name} is missing.`);
  }
  const others = names.filter((name) => !listed.has(name) && name !== parts.manifest && name !== readmeName);
  if (others.length > 0) throw damaged(file, "It holds files that it does not list.");
}

/** File systems take names of up to 255 bytes. */
const maxNameBytes = 255;

function isNameOfPart(name: string): boolean {
  if ([parts.catalog, parts.journal, parts.database].some((known) => known === name)) return true;
  const kept = name.startsWith(parts.quarantine) ? name.slice(parts.quarantine.length) : "";
  return /^[^/\\]+$/.test(kept) && kept !== "." && kept !== ".." && Buffer.byteLength(kept) <= maxNameBytes;
}

function damaged(file: string, why: string): Error {
  return refuse("malformed", `${file} cannot be restored, and nothing was written. ${why}`);
}
