import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { requireRight } from "../access/access.ts";
import { docOf } from "../rooms/room.ts";
import type { Fact, UpdateLog } from "../storage/updateLog.ts";
import { type CreateNeeds, createDocument } from "./createDocument.ts";
import { type Asker, titleOf } from "./documentSummary.ts";
import { type FirstWords, importOf } from "./firstWords.ts";

export interface DuplicateNeeds extends CreateNeeds {
  log: Pick<UpdateLog, "append" | "heads" | "load">;
}

/**
 * Makes a document of the asker's own with what the source says at this moment, as one entry. Whoever may read may do so, also where the
 * source is frozen. Its past, its people and its links stay behind.
 *
 * @returns whether the copy is new: asked again with the same id, it is the same copy.
 */
export async function duplicateDocument(
  needs: DuplicateNeeds,
  asker: Asker,
  source: DocumentId,
  ask: { id: DocumentId; title?: string | undefined },
): Promise<boolean> {
  requireRight(needs, asker.memberId, source, "read");
  const title = ask.title ?? titleOf(needs.catalog, source);
  return createDocument(needs, asker, { id: ask.id, title, words: () => wordsOf(needs, asker, source) });
}

/** Everything that is written; what was only applied in a room is not anybody else's to see yet. */
async function wordsOf(needs: DuplicateNeeds, asker: Asker, source: DocumentId): Promise<FirstWords> {
  const loaded = await needs.log.load(source);
  requireRight(needs, asker.memberId, source, "read");
  const doc = docOf(loaded);
  try {
    return importOf(doc, asker.memberId, ownersIn(loaded.owners));
  } finally {
    doc.destroy();
  }
}

function ownersIn(owners: ReadonlyMap<number, MemberId>): Fact[] {
  return [...owners].map(([clientId, member]) => ({ fact: "owner", clientId, member }));
}
