/**
 * What people do with whole documents. Each action checks the role through `can`; until sharing exists, whoever is signed in
 * and knows a document's address becomes an editor of it at the first visit.
 */
import type { DocumentList, DocumentSummary } from "../../shared/api.ts";
import { chooseColour } from "../../shared/colour.ts";
import { type DocumentId, type EpochId, type MemberId, makeId, type RandomBytes } from "../../shared/ids.ts";
import { type Action, can, type Role } from "../../shared/member.ts";
import type { News } from "../../shared/news.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Catalog, CatalogDocument } from "../storage/catalog.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import type { Head, NewEntry, UpdateLog } from "../storage/updateLog.ts";
import { firstParagraph } from "./firstParagraph.ts";

export interface DocumentNeeds {
  catalog: Catalog;
  log: Pick<UpdateLog, "append" | "heads">;
  firstLines: { get(documentId: string): Promise<string | null> };
  /** Tells the pages that have the document open. */
  announce: (documentId: DocumentId, news: News) => void;
  /** Documents whose first record is on its way to the disk; each promise resolves, never rejects, when that is over. */
  firstRecordsUnderWay: Map<DocumentId, Promise<void>>;
  now: () => number;
  randomBytes: RandomBytes;
}

/** Who asks, as the login says. */
export interface Asker {
  memberId: MemberId;
}

/**
 * Makes a document under an id that the asker chose. Asking again changes nothing, so a page may repeat a question whose answer it did
 * not get; an id of somebody else's document is refused.
 */
export async function createDocument(
  needs: DocumentNeeds,
  asker: Asker,
  ask: { id: DocumentId; title?: string | undefined },
): Promise<{ document: DocumentSummary; isNew: boolean }> {
  const underWay = needs.firstRecordsUnderWay;
  // Each waits for the one before it and stands in the map at once, so that of two calls in one turn neither overtakes the other.
  const before = underWay.get(ask.id) ?? Promise.resolve();
  const work = before.then(() => writeDocument(needs, asker, ask));
  const leave = () => {
    if (underWay.get(ask.id) === over) underWay.delete(ask.id);
  };
  const over: Promise<void> = work.then(leave, leave);
  underWay.set(ask.id, over);
  const isNew = await work;
  return { document: await summaryOf(needs, asker, ask.id), isNew };
}

/** A visit: the first one makes the asker a member. Pages and sockets come through here alike. */
export async function openDocument(
  needs: DocumentNeeds,
  asker: Asker,
  documentId: DocumentId,
): Promise<DocumentSummary> {
  await becomeMember(needs, asker, documentId);
  return summaryOf(needs, asker, documentId);
}

/** The asker's membership, made at the first visit. */
export async function becomeMember(
  needs: DocumentNeeds,
  asker: Asker,
  documentId: DocumentId,
): Promise<CatalogDocument["members"][MemberId]> {
  // A room must not be opened between the catalog's entry and the log's first record: both would give it an epoch.
  await untilBegun(needs, documentId);
  const known = documentOf(needs, documentId).members[asker.memberId];
  if (known !== undefined) {
    requireRight(known.role, "read");
    return known;
  }
  return needs.catalog.change((data) => {
    const found = data.documents[documentId];
    if (found === undefined) throw notFound();
    const color = chooseColour(Object.values(found.members).map((member) => member.color));
    found.members[asker.memberId] ??= { role: "editor", color, since: needs.now() };
    return found.members[asker.memberId] as CatalogDocument["members"][MemberId];
  });
}

/** On disk first, announced second: nobody sees a title that a crash could take back. */
export async function renameDocument(
  needs: DocumentNeeds,
  asker: Asker,
  documentId: DocumentId,
  title: string,
): Promise<DocumentSummary> {
  const member = await becomeMember(needs, asker, documentId);
  requireRight(member.role, "rename");
  const changed = await needs.catalog.change((data) => {
    const found = data.documents[documentId];
    if (found === undefined) throw notFound();
    const differs = found.title !== title;
    found.title = title;
    return differs;
  });
  if (changed) needs.announce(documentId, { news: "titleChanged", title, by: asker.memberId });
  return summaryOf(needs, asker, documentId);
}

/** What the asker made or visited, last changed first. */
export async function listDocuments(needs: DocumentNeeds, asker: Asker): Promise<DocumentList> {
  const ids = (Object.keys(needs.catalog.data.documents) as DocumentId[]).filter((id) => {
    const member = needs.catalog.data.documents[id]?.members[asker.memberId];
    return member !== undefined && can(member.role, "read");
  });
  const heads = await needs.log.heads(ids);
  const documents = await Promise.all(ids.map((id) => describe(needs, asker, id, heads.get(id))));
  const changedAt = (document: DocumentSummary) => document.lastChange?.at ?? document.createdAt;
  return { documents: documents.sort((a, b) => changedAt(b) - changedAt(a) || (a.id < b.id ? -1 : 1)) };
}

export function titleOf(catalog: Catalog, documentId: DocumentId): string {
  return catalog.data.documents[documentId]?.title ?? "";
}

function newDocument(asker: Asker, title: string, now: number): CatalogDocument {
  return {
    title,
    createdAt: now,
    createdBy: asker.memberId,
    members: { [asker.memberId]: { role: "owner", color: chooseColour([]), since: now } },
  };
}

async function untilBegun(needs: DocumentNeeds, documentId: DocumentId): Promise<void> {
  const underWay = needs.firstRecordsUnderWay;
  for (let work = underWay.get(documentId); work !== undefined; work = underWay.get(documentId)) await work;
}

/** Answers whether the document is new. */
async function writeDocument(
  needs: DocumentNeeds,
  asker: Asker,
  ask: { id: DocumentId; title?: string | undefined },
): Promise<boolean> {
  const takeId = (existing: CatalogDocument | undefined) => {
    if (existing !== undefined && existing.createdBy !== asker.memberId) {
      throw refuse("taken", "Another document has this address already. Make a new one.");
    }
    return existing === undefined;
  };
  // A repeated question is answered without rewriting the catalog; whether the id is free is decided within the change.
  let isNew = takeId(needs.catalog.data.documents[ask.id]);
  if (isNew) {
    isNew = await needs.catalog.change((data) => {
      const isFree = takeId(data.documents[ask.id]);
      if (isFree) data.documents[ask.id] = newDocument(asker, ask.title ?? "", needs.now());
      return isFree;
    });
  }
  await beginLog(needs, asker, ask.id);
  return isNew;
}

/**
 * Gives a document's log its first record, unless it has one. A crash after the catalog's entry leaves a document without it; then
 * asking again, or the first opening, makes up for it.
 */
async function beginLog(needs: DocumentNeeds, asker: Asker, documentId: DocumentId): Promise<void> {
  const head = (await needs.log.heads([documentId])).get(documentId);
  if (head?.epoch != null) return;
  const epoch = makeId<EpochId>(needs.randomBytes);
  const { written, durable } = promisedAppend(needs.log, documentId, {
    after: head?.seq ?? 0,
    // A room that was opened meanwhile may have given one; then that one counts.
    ifNoEpoch: true,
    facts: [{ fact: "epoch", epoch, at: needs.now(), by: asker.memberId }],
    // Only in an empty log: words that are there without an epoch, after damage, have paragraphs of their own.
    entries: head === undefined || head.seq === 0 ? [firstEntry(needs)] : [],
  });
  try {
    await Promise.all([written, durable]);
  } catch (error) {
    const refusal = refuse("storage-failed", "The server cannot save for the moment. Try again in a while.");
    refusal.cause = error;
    throw refusal;
  }
}

function firstEntry(needs: DocumentNeeds): NewEntry {
  const update = firstParagraph(needs.randomBytes);
  return { at: needs.now(), by: null, session: null, kind: "system", update };
}

/** Nobody has written in it: its log holds the first paragraph and nothing else. */
function isUntouched(head: Head | undefined): boolean {
  return head === undefined || head.seq === 0 || (head.seq === 1 && head.lastBy === null);
}

async function summaryOf(needs: DocumentNeeds, asker: Asker, documentId: DocumentId): Promise<DocumentSummary> {
  const heads = await needs.log.heads([documentId]);
  return describe(needs, asker, documentId, heads.get(documentId));
}

async function describe(
  needs: DocumentNeeds,
  asker: Asker,
  id: DocumentId,
  head: Head | undefined,
): Promise<DocumentSummary> {
  const document = documentOf(needs, id);
  const own = document.members[asker.memberId];
  if (own === undefined) throw notFound();
  const nameOf = (member: MemberId) => needs.catalog.data.members[member]?.name ?? "";
  const by = head?.lastBy ?? null;
  return {
    id,
    title: document.title,
    role: own.role,
    color: own.color,
    createdAt: document.createdAt,
    lastChange:
      head === undefined || isUntouched(head) || head.lastAt === null
        ? null
        : { at: head.lastAt, by: by === null ? null : { id: by, name: nameOf(by) } },
    firstLine: (await needs.firstLines.get(id)) ?? (isUntouched(head) ? "" : null),
    members: (Object.entries(document.members) as [MemberId, CatalogDocument["members"][MemberId]][])
      .toSorted(([, a], [, b]) => a.since - b.since)
      .map(([member, { color, role }]) => ({ id: member, name: nameOf(member), color, role })),
  };
}

function documentOf(needs: DocumentNeeds, documentId: DocumentId): CatalogDocument {
  const documents = needs.catalog.data.documents;
  if (!Object.hasOwn(documents, documentId)) throw notFound();
  return documents[documentId] as CatalogDocument;
}

function requireRight(role: Role, action: Action): void {
  if (!can(role, action)) throw refuse("forbidden", sentences[action]);
}

const sentences: Record<Action, string> = {
  read: "You cannot read this document.",
  comment: "You cannot comment on this document.",
  edit: "You cannot change this document.",
  rename: "You cannot rename this document.",
  delete: "You cannot delete this document.",
};

function notFound(): Error {
  return refuse("not-found", "There is no document at this address.");
}
