/** Into the archive and out of it, into the trash and out of it. Each move is a dated event in the document's past. */
import type { DocumentId } from "../../shared/ids.ts";
import type { PastMove, ShelfMove } from "../../shared/library.ts";
import type { Action, Shelf } from "../../shared/member.ts";
import { documentIn, noSuchDocument, requireRight } from "../access/access.ts";
import type { AccessChange } from "../access/accessChanges.ts";
import type { AccessRecords } from "../access/accessRecords.ts";
import type { CatalogData, CatalogDocument, ShelfEvent } from "../storage/catalog.ts";
import { storageRefusal } from "../storage/storageFailure.ts";
import type { Asker } from "./documentSummary.ts";
import type { DocumentTurns } from "./documentTurns.ts";

export interface ShelfMoveNeeds {
  /** Tells the open sessions once it is on disk. */
  records: AccessRecords;
  turns: DocumentTurns;
  /** Epoch milliseconds. */
  now: () => number;
}

interface Move {
  action: Action;
  what: PastMove;
  /** Where a document goes that stands here; null when it is there already, or has no business there. */
  to: (from: Shelf, document: CatalogDocument) => Shelf | null;
}

const moves: Record<ShelfMove, Move> = {
  archive: { action: "archive", what: "archived", to: (from) => (from === "library" ? "archive" : null) },
  reopen: { action: "archive", what: "reopened", to: (from) => (from === "archive" ? "library" : null) },
  trash: { action: "delete", what: "trashed", to: (from) => (from === "trash" ? null : "trash") },
  restore: {
    action: "delete",
    what: "restored",
    to: (from, document) => (from === "trash" ? shelfBeforeTrash(document) : null),
  },
};

/**
 * Moves a document. Asking again for what has happened changes nothing, so that a page may repeat a question whose answer it did not
 * get. It is on disk, and the open sessions know, when this resolves.
 */
export async function moveDocument(
  needs: ShelfMoveNeeds,
  asker: Asker,
  documentId: DocumentId,
  move: ShelfMove,
): Promise<void> {
  const { action, what, to } = moves[move];
  const at = needs.now();
  const plan = (data: Readonly<CatalogData>): AccessChange[] => {
    const { shelf: from } = requireRight({ catalog: { data }, now: () => at }, asker.memberId, documentId, action);
    const document = documentIn({ data }, documentId);
    if (document === undefined) throw noSuchDocument();
    const shelf = to(from, document);
    if (shelf === null) return [];
    const event: ShelfEvent = { what, by: asker.memberId, at: Math.max(at, afterPast(document)) };
    return [{ what: "shelf", documentId, shelf: shelf === "library" ? null : shelf, event }];
  };
  try {
    // After a purge that is under way it finds nothing; one that comes later finds it moved.
    await needs.turns.take(documentId, () => needs.records.change(asker.memberId, plan));
  } catch (error) {
    throw storageRefusal(error) ?? error;
  }
}

/** What was archived when it went to the trash goes back into the archive. */
function shelfBeforeTrash({ shelfEvents = [] }: CatalogDocument): Shelf {
  const past = shelfEvents.findLast(({ what }) => what === "archived" || what === "reopened");
  return past?.what === "archived" ? "archive" : "library";
}

/** The past is in order, also where the clock was set back or stood still. */
function afterPast({ shelfEvents = [] }: CatalogDocument): number {
  return (shelfEvents.at(-1)?.at ?? 0) + 1;
}
