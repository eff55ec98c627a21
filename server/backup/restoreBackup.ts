import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { RandomBytes } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { type DataFolderNeeds, openDataFolder } from "../storage/dataFolder.ts";
import { errorCode, realFiles } from "../storage/fileLayer.ts";
import { makeFolderFromCut } from "../storage/folderFromCut.ts";
import { nameTooLong } from "../storage/newFile.ts";
import { parts } from "./manifest.ts";
import { type Backup, openBackup } from "./openBackup.ts";
import { renewFolder } from "./renewFolder.ts";

export interface RestoreNeeds {
  random: RandomBytes;
  now: () => number;
  logger: DataFolderNeeds["logger"];
}

export interface Restored {
  documents: number;
  /** The moment that the server goes back to, epoch milliseconds. */
  at: number;
}

/**
 * Makes a data folder of a backup. Everything is verified before a byte is written; then it is written beside, and takes its place in one
 * step. Refused where there is anything already, a running server above all.
 */
export async function restoreBackup(needs: RestoreNeeds, file: string, folder: string): Promise<Restored> {
  await refuseUnlessEmpty(folder);
  const backup = await openBackup(file);
  const beside = `${folder}.restoring-${Buffer.from(needs.random(6)).toString("hex")}`;
  try {
    await fill(backup, beside);
    await renew(needs, beside);
    await rename(beside, folder);
    await realFiles.syncFolder(path.dirname(folder));
  } catch (error) {
    throw refusalOf(error, folder);
  } finally {
    backup.zip.close();
    // What is left when this fails as well must not hide why the rest did.
    await rm(beside, { recursive: true, force: true }).catch(() => undefined);
  }
  return { documents: backup.manifest.documents, at: backup.manifest.at };
}

async function refuseUnlessEmpty(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return;
    if (code === "ENAMETOOLONG") throw nameTooLong(folder);
    if (code === "ENOTDIR")
      throw refuse("taken", `${folder} is a file. Name an empty folder, or one that is not there yet.`);
    throw refuse("forbidden", `${folder} cannot be read (${code ?? String(error)}).`);
  }
  if (names.includes("level") || names.includes("catalog.json")) {
    throw refuse(
      "taken",
      `${folder} holds the data of a server, which nothing here replaces. Stop that server and move the folder away, or name an empty one.`,
    );
  }
  if (names.length > 0)
    throw refuse("taken", `${folder} is not empty. Name an empty folder, or one that is not there yet.`);
}

async function fill({ zip, catalog }: Backup, folder: string): Promise<void> {
  const kept = zip.names.filter((name) => name.startsWith(parts.quarantine) && name !== parts.quarantine);
  await makeFolderFromCut(folder, {
    database: await zip.read(parts.database),
    journal: await zip.read(parts.journal),
    catalog,
    quarantine: (async function* () {
      for (const name of kept) yield { name: path.posix.basename(name), content: await zip.read(name) };
    })(),
  });
}

async function renew({ random, now, logger }: RestoreNeeds, folder: string): Promise<void> {
  const data = await openDataFolder(folder, { random, now, logger });
  try {
    await renewFolder(data, { random, now });
  } finally {
    await data.close();
  }
}

function refusalOf(error: unknown, folder: string): unknown {
  switch (errorCode(error)) {
    case "ENOTEMPTY":
    case "EEXIST":
      return refuse(
        "taken",
        `Something else was written into ${folder} meanwhile. It was left alone; nothing was restored.`,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "EBUSY":
    case "EXDEV":
      return refuse(
        "forbidden",
        `${folder} cannot be made or replaced. Name a folder that is not there yet, in one that you may write into.`,
      );
    case "ENAMETOOLONG":
      return nameTooLong(folder);
    case "ENOENT":
      return refuse("not-found", `There is no folder ${path.dirname(folder)}.`);
    case "ENOSPC":
    case "EDQUOT":
      return refuse("storage-failed", `There is not enough space beside ${folder}.`);
    default:
      return error;
  }
}
