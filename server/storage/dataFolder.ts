/** The data folder as a whole: one process, one lock, and log and catalog that agree. */
import path from "node:path";
import { ClassicLevel } from "classic-level";
import type { DocumentId, RandomBytes } from "../../shared/ids.ts";
import type { Catalog } from "./catalog.ts";
import { errorCode, type FileLayer, realFiles } from "./fileLayer.ts";
import { catalogBytes, type FolderCut, journalBytes, pairBytes } from "./folderCut.ts";
import { foldedKey, foldedSpareKey } from "./levelKeys.ts";
import { openSideTable } from "./levelSideTable.ts";
import { type LevelUpdateLog, openLevelUpdateLog } from "./levelUpdateLog.ts";
import type { Warn } from "./logStart.ts";
import { openCatalog } from "./lowdbCatalog.ts";
import { reconcile } from "./reconcile.ts";
import type { SideTable } from "./sideTable.ts";
import type { UpdateLog } from "./updateLog.ts";

export interface DataFolderNeeds {
  logger: { warn(details: object, sentence: string): void };
  random: RandomBytes;
  now: () => number;
  /** How large the journal grows before it is folded into LevelDB. */
  foldBytes?: number;
  files?: FileLayer;
}

/** An acknowledgement may wait so much longer than the disk needs; many small documents at once then cost far fewer syncs. */
const restBetweenSyncsMs = 40;

export interface DataFolder {
  log: UpdateLog;
  catalog: Catalog;
  sideTable<T>(name: string): SideTable<T>;
  /** Documents whose catalog entry was lost and made anew at this start. */
  recovered: readonly DocumentId[];
  /** All of the folder as it is at one moment: everything that was written by then, and nothing later. */
  cut(): Promise<FolderCut>;
  close(): Promise<void>;
}

/** Opens the folder, or fails with a sentence for whoever starts the server. */
export async function openDataFolder(folder: string, needs: DataFolderNeeds): Promise<DataFolder> {
  const files = needs.files ?? realFiles;
  const warn: Warn = (sentence, details) => needs.logger.warn(details, sentence);
  const quarantineFolder = path.join(folder, "quarantine");
  await makeDataFolder(files, folder);
  const levelFolder = path.join(folder, "level");
  await files.makeFolder(levelFolder);
  const level = new ClassicLevel<string, Buffer>(levelFolder, { keyEncoding: "utf8", valueEncoding: "buffer" });
  // First of all: its lock keeps a second process out of everything else here.
  await openLocked(level, folder);
  let log: LevelUpdateLog | null = null;
  let catalog: Catalog | null = null;
  try {
    const journalFolder = path.join(folder, "journal");
    const { foldBytes, random } = needs;
    log = await openLevelUpdateLog({
      level,
      files,
      journalFolder,
      quarantineFolder,
      random,
      warn,
      restBetweenSyncsMs,
      // Compacting any range, a single key's too, first writes all that lies in LevelDB's own log into a table.
      settleLevel: () => level.compactRange(foldedKey, foldedSpareKey),
      ...(foldBytes === undefined ? {} : { foldBytes }),
    });
    catalog = await openCatalog(folder, { files, quarantineFolder, warn, now: needs.now });
    const recovered = await reconcile(log, catalog, needs);
    const opened = { log, catalog };
    let closing: Promise<void> | null = null;
    return {
      ...opened,
      recovered,
      sideTable: <T>(name: string) => openSideTable<T>(level, name),
      async cut() {
        const { snapshot, records, beside: data } = await opened.log.cut(() => opened.catalog.data);
        return {
          at: needs.now(),
          documents: Object.keys(data.documents).length,
          database: () => pairBytes(level, snapshot),
          journal: () => journalBytes(records, Buffer.from(random(4)).readUInt32BE(0)),
          catalog: () => catalogBytes(data),
          quarantine: async () =>
            (await files.list(quarantineFolder)).map((name) => ({
              name,
              read: () => files.read(path.join(quarantineFolder, name)),
            })),
          close: () => snapshot.close(),
        };
      },
      close() {
        closing ??= (async () => {
          await opened.catalog.close();
          await opened.log.close();
          await level.close();
        })();
        return closing;
      },
    };
  } catch (error) {
    await catalog?.close();
    await log?.close();
    await level.close();
    throw error;
  }
}

async function makeDataFolder(files: FileLayer, folder: string): Promise<void> {
  try {
    await files.makeFolder(folder);
  } catch (error) {
    const code = errorCode(error);
    const cause = { cause: error };
    if (code === "EEXIST" || code === "ENOTDIR")
      throw new Error(`${folder} is a file. Choose a folder with DATA_DIR.`, cause);
    throw new Error(
      `The data folder ${folder} cannot be made (${code ?? String(error)}). Choose another with DATA_DIR.`,
      cause,
    );
  }
}

async function openLocked(level: ClassicLevel<string, Buffer>, folder: string): Promise<void> {
  try {
    await level.open();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : null;
    if (errorCode(cause) === "LEVEL_LOCKED") {
      throw new Error(`Another process is using the data folder ${folder}. Stop it first, or choose another folder.`, {
        cause: error,
      });
    }
    throw new Error(`The database in ${levelName(level)} cannot be opened: ${String(cause ?? error)}`, {
      cause: error,
    });
  }
}

function levelName(level: ClassicLevel<string, Buffer>): string {
  return level.location;
}
