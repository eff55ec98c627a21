import type { Request, Router } from "express";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, MemberId, RandomBytes } from "../../shared/ids.ts";
import type { AccessRecords } from "../access/accessRecords.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import type { UpdateLog } from "../storage/updateLog.ts";
import { type DocumentNeeds, documentRoutes } from "./documentRoutes.ts";
import { type Asker, summaryOf } from "./documentSummary.ts";
import { createDocumentTurns } from "./documentTurns.ts";
import type { LastChanges } from "./lastChanges.ts";
import { createLibraryIndex } from "./libraryIndex.ts";
import { finishPurges, type PurgeNote } from "./purge.ts";
import { openPurger } from "./purger.ts";
import { createReading } from "./reading.ts";
import { openStars, type Star } from "./stars.ts";
import type { Tombstones } from "./tombstones.ts";

export interface LibraryPart {
  /** At /api/documents. */
  routes(whoAsks: (request: Request) => Promise<Asker>): Router;
  /** Documents that are being made, moved or purged: whoever opens one waits for it. */
  readonly underWay: ReadonlyMap<DocumentId, Promise<void>>;
  /** One document as the asker may see it; refuses who may not read it. */
  describe(asker: Asker, documentId: DocumentId): Promise<DocumentSummary>;
  starsOf(member: MemberId): Promise<ReadonlySet<DocumentId>>;
  /** What a guest kept for themselves goes to the account that they signed in to. */
  onMerged(from: MemberId, to: MemberId): Promise<void>;
  close(): Promise<void>;
}

export interface OpenLibraryNeeds {
  catalog: Catalog;
  /** Written through by everybody: see `tombstones.ts` and `lastChanges.ts`. */
  log: UpdateLog;
  tombstones: Tombstones;
  lastChanges: LastChanges;
  rooms: Rooms;
  records: AccessRecords;
  tables: { firstLines: SideTable<string>; stars: SideTable<Star>; purges: SideTable<PurgeNote> };
  /** Whoever keeps something derived from a document lets go of it here. May be called again for the same one. */
  onPurged: (documentId: DocumentId) => Promise<void>;
  /** Whether whoever asks may make one more document just now. */
  mayMake: (request: Request, member: MemberId) => boolean;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, sentence: string): void };
  now: () => number;
  randomBytes: RandomBytes;
}

/** Puts the parts of the library together, and finishes what was being purged. To be awaited before anybody is let in. */
export async function openLibrary(given: OpenLibraryNeeds): Promise<LibraryPart> {
  const { catalog, rooms, tables, logger, now } = given;
  const turns = createDocumentTurns();
  const needs: DocumentNeeds = {
    ...given,
    announce: rooms.announce,
    firstLines: tables.firstLines,
    notes: tables.purges,
    stars: openStars({ table: tables.stars, now }),
    index: createLibraryIndex(catalog),
    turns,
  };
  for (const { documentId, error } of await finishPurges(needs)) {
    logger.warn({ documentId, err: error }, "A document could not be deleted for good. It is tried again.");
  }
  const purger = openPurger({ ...needs, after: given.after, logger });
  let isClosed = false;
  const readingAhead = given.lastChanges
    .readAhead(Object.keys(catalog.data.documents) as DocumentId[], () => isClosed)
    // Whoever asks for the list reads them then, and is told what is wrong.
    .catch((error: unknown) => logger.warn({ err: error }, "The last changes of documents could not be read ahead."));
  return {
    routes: (whoAsks) => documentRoutes({ ...needs, whoAsks, readText: createReading(rooms), mayMake: given.mayMake }),
    underWay: turns.underWay,
    describe: (asker, documentId) => summaryOf(needs, asker, documentId),
    starsOf: needs.stars.of,
    onMerged: (from, to) => needs.stars.move(from, to),
    async close() {
      isClosed = true;
      await purger.close();
      await readingAhead;
    },
  };
}
