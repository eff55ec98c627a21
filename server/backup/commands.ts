/** What `npm run backup` and `npm run restore-backup` do. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { RandomBytes } from "../../shared/ids.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";
import { type DataFolder, type DataFolderNeeds, openDataFolder } from "../storage/dataFolder.ts";
import { restoreBackup } from "./restoreBackup.ts";
import { type BackupWritten, writeBackup } from "./writeBackup.ts";

export const commands = ["backup", "restore-backup"] as const;
export type Command = (typeof commands)[number];

export interface CommandNeeds {
  /** What file names are relative to. */
  workingFolder: string;
  dataFolder: string;
  version: string;
  random: RandomBytes;
  now: () => number;
  logger: DataFolderNeeds["logger"];
  /** Asks the running server for a backup; null when none runs on this data folder. */
  askServer: (file: string) => Promise<BackupWritten | null>;
}

/** Runs a command, and answers with a sentence for whoever typed it. What cannot be done is refused in one. */
export function runCommand(needs: CommandNeeds, command: Command, given: readonly string[]): Promise<string> {
  const named = given.map((name) => path.resolve(needs.workingFolder, name));
  return command === "backup" ? backUp(needs, named) : restore(needs, named);
}

async function backUp(needs: CommandNeeds, [file, ...more]: string[]): Promise<string> {
  if (file === undefined || more.length > 0) throw usage("npm run backup -- <file>");
  const isThere = await stat(path.join(needs.dataFolder, "level")).catch(() => null);
  if (isThere === null) {
    throw refuse("not-found", `There is no data in ${needs.dataFolder}. Say with DATA_DIR where the server keeps it.`);
  }
  const written = (await needs.askServer(file)) ?? (await backUpHere(needs, file));
  const size = written.bytes < 1e6 ? `${Math.ceil(written.bytes / 1e3)} kB` : `${(written.bytes / 1e6).toFixed(1)} MB`;
  return `${written.file} holds everything as it was at ${timeOf(written.at)}: ${documents(written.documents)}, ${size}.`;
}

/** No server runs, so the folder is ours while we read it. */
async function backUpHere(needs: CommandNeeds, file: string): Promise<BackupWritten> {
  let data: DataFolder;
  try {
    data = await openDataFolder(needs.dataFolder, needs);
  } catch (error) {
    throw refuse("storage-failed", error instanceof Error ? error.message : String(error));
  }
  try {
    return await writeBackup({ cut: data.cut, version: needs.version }, file);
  } finally {
    await data.close();
  }
}

async function restore(needs: CommandNeeds, [file, folder, ...more]: string[]): Promise<string> {
  if (file === undefined || folder === undefined || more.length > 0) {
    throw usage("npm run restore-backup -- <file> <empty folder>");
  }
  const restored = await restoreBackup(needs, file, folder);
  return (
    `${folder} holds everything as it was at ${timeOf(restored.at)}: ${documents(restored.documents)}. ` +
    "Start the server with DATA_DIR set to it. Everybody with an account signs in again, and share links stay closed until an owner of the document opens them."
  );
}

function usage(line: string): Refusal {
  return refuse("malformed", `It is used like this: ${line}`);
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

function documents(count: number): string {
  return count === 1 ? "1 document" : `${count} documents`;
}
