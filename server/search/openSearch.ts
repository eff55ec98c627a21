import type { Request, Router } from "express";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { Asker } from "../documents/documentSummary.ts";
import type { Catalog } from "../storage/catalog.ts";
import { createEmbeddedIndex } from "./embeddedIndex.ts";
import { findableBy } from "./findable.ts";
import { type IndexKeeper, type IndexKeeperNeeds, openIndexKeeper } from "./indexKeeper.ts";
import { searchRoutes } from "./searchRoutes.ts";
import { createSlices } from "./slices.ts";

export interface SearchPartNeeds extends Omit<IndexKeeperNeeds, "catalog" | "index" | "slices"> {
  catalog: Catalog;
  /** How the asker sees a document; refuses who may not read it. */
  describe: (asker: Asker, documentId: DocumentId) => Promise<DocumentSummary>;
  starsOf: (memberId: MemberId) => Promise<ReadonlySet<DocumentId>>;
  /** Whether this member may search once more just now. */
  takeTurn: (asker: Asker) => boolean;
  /** Milliseconds that pass, whatever the wall clock does. */
  elapsed: () => number;
}

export interface SearchPart {
  /** To be told when a text has come to rest after a change, and what goes for good. */
  keeper: Pick<IndexKeeper, "changed" | "forget" | "isComplete">;
  routes: (whoAsks: (request: Request) => Promise<Asker>) => Router;
  close(): Promise<void>;
}

/** An event loop that is held for so long delays a keystroke less than the network does. */
const sliceMs = 8;

/** The search with its index in this process. It begins to read at once; nothing waits for it. */
export function openSearch(needs: SearchPartNeeds): SearchPart {
  const slices = createSlices({ now: needs.elapsed, after: needs.after, sliceMs });
  const index = createEmbeddedIndex(slices);
  const keeper = openIndexKeeper({ ...needs, index, slices });
  return {
    keeper,
    routes: (whoAsks) =>
      searchRoutes({
        index,
        keeper,
        findable: (asker, view) => findableBy(needs, asker, view),
        describe: needs.describe,
        takeTurn: needs.takeTurn,
        whoAsks,
        pause: () => new Promise((resolve) => setImmediate(resolve)),
      }),
    close: () => keeper.close(),
  };
}
