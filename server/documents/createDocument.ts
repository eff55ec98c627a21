import { chooseColour } from "../../shared/colourChoice.ts";
import { type DocumentId, type EpochId, makeId, type RandomBytes } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { documentIn, mustStillBe } from "../access/access.ts";
import type { Catalog, CatalogDocument } from "../storage/catalog.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { storageRefusal } from "../storage/storageFailure.ts";
import type { Head, UpdateLog } from "../storage/updateLog.ts";
import type { Asker } from "./documentSummary.ts";
import type { DocumentTurns } from "./documentTurns.ts";
import { emptyParagraph, type FirstWords } from "./firstWords.ts";
import type { Tombstones } from "./tombstones.ts";

export interface CreateNeeds {
  catalog: Catalog;
  log: Pick<UpdateLog, "append" | "heads">;
  tombstones: Pick<Tombstones, "has">;
  firstLines: Pick<SideTable<string>, "put">;
  turns: DocumentTurns;
  now: () => number;
  randomBytes: RandomBytes;
}

export interface CreateAsk {
  id: DocumentId;
  title: string;
  /** Asked only if the document has to be made, and may refuse. An empty paragraph when absent. */
  words?: () => Promise<FirstWords>;
}

/**
 * Makes a document under an id that the asker chose. Asking again changes nothing, so a page may repeat a question whose answer it did
 * not get; an id of somebody else's document, or of one that is gone for good, is refused.
 *
 * @returns whether the document is new.
 */
export function createDocument(needs: CreateNeeds, asker: Asker, ask: CreateAsk): Promise<boolean> {
  return needs.turns.take(ask.id, () => makeDocument(needs, asker, ask));
}

async function makeDocument(needs: CreateNeeds, asker: Asker, ask: CreateAsk): Promise<boolean> {
  const { catalog, now } = needs;
  const takeId = (existing: CatalogDocument | undefined) => {
    const isForeign = existing !== undefined && existing.createdBy !== asker.memberId;
    if (isForeign || needs.tombstones.has(ask.id)) {
      throw refuse("taken", "Another document has this address already. Make a new one.");
    }
    return existing === undefined;
  };
  // A repeated question is answered without rewriting the catalog; whether the id is free is decided within the change.
  let isNew = takeId(documentIn(catalog, ask.id));
  const head = (await needs.log.heads([ask.id])).get(ask.id);
  if (!isNew && head?.epoch != null) return false;
  const words = ask.words === undefined ? emptyParagraph(needs.randomBytes) : await ask.words();
  if (isNew) {
    isNew = await catalog.change((data) => {
      mustStillBe(data, asker.memberId);
      const isFree = takeId(data.documents[ask.id]);
      if (isFree) data.documents[ask.id] = newDocument(asker, ask.title, now());
      return isFree;
    });
  }
  await beginLog(needs, asker, { id: ask.id, head, words });
  return isNew;
}

function newDocument(asker: Asker, title: string, now: number): CatalogDocument {
  return {
    title,
    createdAt: now,
    createdBy: asker.memberId,
    members: { [asker.memberId]: { role: "owner", color: chooseColour([]), since: now } },
  };
}

/**
 * Gives a document's log its first record. A crash after the catalog's entry leaves a document without it; then asking again, or the
 * first opening, makes up for it.
 */
async function beginLog(
  needs: CreateNeeds,
  asker: Asker,
  { id, head, words }: { id: DocumentId; head: Head | undefined; words: FirstWords },
): Promise<void> {
  const { kind, by, update, facts, firstLine } = words;
  const at = needs.now();
  // Only in an empty log: words that are there without an epoch, after damage, have paragraphs of their own.
  const isEmpty = head === undefined || head.seq === 0;
  const epoch = makeId<EpochId>(needs.randomBytes);
  const { written, durable } = promisedAppend(needs.log, id, {
    after: head?.seq ?? 0,
    // A room that was opened meanwhile may have given one; then that one counts.
    ifNoEpoch: true,
    facts: [{ fact: "epoch", epoch, at, by: asker.memberId }, ...(isEmpty ? facts : [])],
    entries: isEmpty ? [{ at, by, session: null, kind, update }] : [],
  });
  try {
    await Promise.all([written, durable]);
    // It can be made again from the text, and is with the next edit.
    if (isEmpty && firstLine !== "") await needs.firstLines.put(id, firstLine);
  } catch (error) {
    throw storageRefusal(error) ?? error;
  }
}
