/**
 * How a document goes for good. Each step is on the disk before the next, and each may be the last before a crash:
 *
 * 1. a note that it is to go, beside the log: the start finishes what it finds there;
 * 2. the tombstone in the log: from here on its words are gone, and nothing begins it anew;
 * 3. out of the catalog, with a record of who did it. An older catalog that still has it loses it again at the start;
 * 4. what was derived from it, or said of it: first line, stars, whatever hangs on `onPurged`;
 * 5. the note goes.
 */
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { documentIn, requireRight } from "../access/access.ts";
import type { AccessRecords } from "../access/accessRecords.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { storageRefusal } from "../storage/storageFailure.ts";
import { type Asker, purgeAtOf } from "./documentSummary.ts";
import type { DocumentTurns } from "./documentTurns.ts";
import type { LastChanges } from "./lastChanges.ts";
import type { Stars } from "./stars.ts";
import type { Tombstones } from "./tombstones.ts";

/** That a document is to go for good: by whom, null for time, and when. */
export interface PurgeNote {
  by: MemberId | null;
  at: number;
}

export interface PurgeNeeds {
  catalog: Catalog;
  records: AccessRecords;
  tombstones: Pick<Tombstones, "has" | "set">;
  notes: SideTable<PurgeNote>;
  firstLines: Pick<SideTable<string>, "delete">;
  stars: Pick<Stars, "forget">;
  lastChanges: Pick<LastChanges, "forget">;
  rooms: Pick<Rooms, "shut">;
  turns: DocumentTurns;
  /** For whoever keeps something derived from documents: after this nothing of it may be left. May be called again for the same one. */
  onPurged: (documentId: DocumentId) => Promise<void>;
  now: () => number;
}

/** By an owner, from the trash. Refuses what stands elsewhere. */
export async function purgeDocument(needs: PurgeNeeds, asker: Asker, documentId: DocumentId): Promise<void> {
  await inTurn(needs, documentId, async () => {
    const { shelf } = requireRight(needs, asker.memberId, documentId, "delete");
    if (shelf !== "trash") throw refuse("forbidden", "Move this document to the trash first.");
    await begin(needs, documentId, asker.memberId);
  });
}

/** Those whose days in the trash are over. */
export function dueForPurge({ catalog, now }: Pick<PurgeNeeds, "catalog" | "now">): DocumentId[] {
  return (Object.keys(catalog.data.documents) as DocumentId[]).filter((id) => isDue({ catalog, now }, id));
}

/** By time. One that was restored meanwhile stays. */
export async function purgeWhenDue(needs: PurgeNeeds, documentId: DocumentId): Promise<void> {
  await inTurn(needs, documentId, async () => {
    if (isDue(needs, documentId)) await begin(needs, documentId, null);
  });
}

/** Finishes what a crash, or a disk that failed, has left half done. @returns what could not be finished, and why. */
export async function finishPurges(needs: PurgeNeeds): Promise<{ documentId: DocumentId; error: unknown }[]> {
  const failed: { documentId: DocumentId; error: unknown }[] = [];
  for (const { key, value } of await needs.notes.list("")) {
    const documentId = key as DocumentId;
    try {
      await inTurn(needs, documentId, () => finish(needs, documentId, value));
    } catch (error) {
      failed.push({ documentId, error });
    }
  }
  return failed;
}

async function begin(needs: PurgeNeeds, documentId: DocumentId, by: MemberId | null): Promise<void> {
  const note: PurgeNote = { by, at: needs.now() };
  await needs.notes.put(documentId, note, { durable: true });
  await finish(needs, documentId, note);
}

async function finish(needs: PurgeNeeds, documentId: DocumentId, note: PurgeNote): Promise<void> {
  const { catalog, notes, tombstones } = needs;
  // Restored after a purge that could not even begin, which was told to whoever asked for it.
  const wasKept = !tombstones.has(documentId) && documentIn(catalog, documentId)?.shelf !== "trash";
  if (!wasKept) {
    await setTombstone(needs, documentId, note);
    needs.rooms.shut(documentId, "deleted", "This document was deleted for good.");
    await needs.records.change(note.by, (data) =>
      Object.hasOwn(data.documents, documentId) ? [{ what: "purged", documentId }] : [],
    );
    needs.lastChanges.forget(documentId);
    await needs.firstLines.delete(documentId, { durable: true });
    await needs.stars.forget(documentId);
    await needs.onPurged(documentId);
  }
  await notes.delete(documentId, { durable: true });
}

async function setTombstone({ tombstones, notes }: PurgeNeeds, documentId: DocumentId, note: PurgeNote): Promise<void> {
  try {
    await tombstones.set(documentId, note);
  } catch (error) {
    // Nothing has happened to the document, and nothing shall without being asked for again.
    if (!tombstones.has(documentId)) await notes.delete(documentId, { durable: true });
    throw error;
  }
}

function isDue({ catalog, now }: Pick<PurgeNeeds, "catalog" | "now">, documentId: DocumentId): boolean {
  const document = documentIn(catalog, documentId);
  const purgeAt = document === undefined ? null : purgeAtOf(document);
  return purgeAt !== null && purgeAt <= now();
}

async function inTurn(needs: PurgeNeeds, documentId: DocumentId, work: () => Promise<void>): Promise<void> {
  try {
    await needs.turns.take(documentId, work);
  } catch (error) {
    throw storageRefusal(error) ?? error;
  }
}
