import type * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import type { CatalogData } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import type { Head } from "../storage/updateLog.ts";
import { documentText } from "./documentText.ts";
import type { SearchIndex } from "./searchIndex.ts";
import type { Slices } from "./slices.ts";

/** A document's text as the index has it, kept beside the log with the seq that it covers. */
export interface SearchText {
  seq: number;
  text: string;
}

export interface IndexKeeperNeeds {
  catalog: { readonly data: Readonly<Pick<CatalogData, "documents">> };
  log: { heads(documentIds: readonly DocumentId[]): Promise<Map<DocumentId, Head>> };
  /** What `look` makes of a document, and the seq that it covers; what is not written yet is not seen. */
  read: <T>(documentId: DocumentId, look: (doc: Y.Doc) => T) => Promise<{ value: T; seq: number }>;
  texts: SideTable<SearchText>;
  index: SearchIndex;
  slices: Slices;
  /** Epoch milliseconds. */
  now: () => number;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, message: string): void };
}

export interface IndexKeeper {
  /** False from the start until every document has been read: searches may miss some until then. */
  readonly isComplete: boolean;
  /** To be called when a document's text has come to rest after a change. */
  changed(documentId: DocumentId): void;
  /**
   * Takes a document out of the index and its text off the disk; resolves once a power cut cannot bring it back. For purging, after the
   * catalog has let it go: until then it would be read again.
   */
  forget(documentId: DocumentId): Promise<void>;
  /** The text that the index has of a document; empty when it has none. */
  textOf(documentId: DocumentId): Promise<string>;
  /** Resolves once nothing is left to be read. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Kept {
  text: SearchText | null;
  head: Head | undefined;
}

/** So many texts are got from the disk together at the start. */
const aheadCount = 32;
/** How often the catalog is looked at for documents that are new, renamed or gone. Nothing is done while it stays the same. */
const lookEveryMs = 1_000;
/** A document may stand in the catalog for a moment before its log has begun; after this it never will. */
const begunWithinMs = 60_000;

/**
 * Keeps the index as the documents are: texts as their rooms tell, titles and comings and goings as the catalog has them. At the start it
 * reads the texts that lie beside the log, and reads those documents anew whose log has gone on since; nothing waits for it.
 * One document at a time, in slices, so that nothing else waits for it either.
 */
export function openIndexKeeper(needs: IndexKeeperNeeds): IndexKeeper {
  const { catalog, index, texts, slices } = needs;
  let seen = catalog.data.documents;
  const titles = new Map(idsIn(seen).map((id) => [id, seen[id]?.title ?? ""]));
  const changedOnes = new Set<DocumentId>();
  /** What the start has still to read, and then what it found to be behind its log. */
  const unread = new Set<DocumentId>(titles.keys());
  const behind = new Set<DocumentId>();
  /** Of those that the start has to read the next few, whose texts were got from the disk together. */
  const ahead = new Map<DocumentId, Kept>();
  /** Not begun yet when they were read. */
  const unbegun = new Set<DocumentId>();
  let wasChange = false;
  let isComplete = false;
  let isClosed = false;
  let working: Promise<void> | null = null;
  let timer: { cancel: () => void } | null = null;

  function look(): void {
    const documents = catalog.data.documents;
    if (documents === seen) return;
    seen = documents;
    for (const id of idsIn(documents)) {
      const title = documents[id]?.title ?? "";
      if (titles.get(id) === title) continue;
      titles.set(id, title);
      changedOnes.add(id);
    }
    for (const id of titles.keys()) {
      if (Object.hasOwn(documents, id)) continue;
      titles.delete(id);
      changedOnes.add(id);
    }
  }

  function lookAgain(): void {
    for (const id of unbegun) changedOnes.add(id);
    unbegun.clear();
    look();
    wake();
    timer = needs.after(lookEveryMs, lookAgain);
  }

  function wake(): void {
    if (isClosed || working !== null) return;
    working = work().finally(() => {
      working = null;
      if (changedOnes.size > 0) wake();
    });
  }

  async function work(): Promise<void> {
    while (!isClosed) {
      if (ahead.size === 0 && unread.size > 0) await readAhead();
      const next = nextOne();
      if (next === null) return;
      try {
        await bring(next.id, next.kept);
      } catch (error) {
        needs.logger.warn({ documentId: next.id, err: error }, "A document could not be read for the search.");
      }
      await slices.rest();
    }
  }

  async function readAhead(): Promise<void> {
    const ids = [...unread].slice(0, aheadCount);
    try {
      const heads = await needs.log.heads(ids);
      const found = await Promise.all(ids.map((id) => texts.get(id)));
      for (const [place, id] of ids.entries()) {
        // Who was brought by a change meanwhile has newer words than these.
        if (unread.delete(id)) ahead.set(id, { text: found[place] ?? null, head: heads.get(id) });
      }
    } catch (error) {
      // One by one they are read or named.
      for (const id of ids) if (unread.delete(id)) behind.add(id);
      needs.logger.warn({ err: error }, "Kept texts could not be read for the search.");
    }
  }

  /** What to bring next, with what is kept of it where the start reads it. */
  function nextOne(): { id: DocumentId; kept: Kept | null } | null {
    // By turns, so that neither a busy server keeps the start from coming to its end, nor the start an edit from being found.
    wasChange = !wasChange && changedOnes.size > 0;
    if (wasChange) {
      const id = takeFirst(changedOnes);
      if (id !== null) {
        for (const waiting of [unread, ahead, behind]) waiting.delete(id);
        return { id, kept: null };
      }
    }
    for (const [id, kept] of ahead) {
      ahead.delete(id);
      return { id, kept };
    }
    const late = takeFirst(behind);
    if (late !== null) return { id: late, kept: null };
    isComplete ||= unread.size === 0;
    return changedOnes.size > 0 ? nextOne() : null;
  }

  /** Brings the index to what the catalog and the log have of a document; at the start to what is kept, if that is of now. */
  async function bring(id: DocumentId, atStart: Kept | null): Promise<void> {
    const kept = atStart ?? { text: await texts.get(id), head: (await needs.log.heads([id])).get(id) };
    let text = "";
    try {
      if (kept.text !== null && kept.text.seq === kept.head?.seq) text = kept.text.text;
      else if (atStart !== null) behind.add(id);
      else text = await readAnew(id);
    } finally {
      // Its title can be found even where its text cannot be read. The catalog is asked last, after everything that takes time.
      const document = documentIn(id);
      if (document !== null) await index.put({ id, title: document.title, text });
      if (documentIn(id) === null) await drop(id);
    }
  }

  async function readAnew(id: DocumentId): Promise<string> {
    const document = documentIn(id);
    if (document === null) return "";
    const { value: text, seq } = await needs.read(id, documentText);
    const mayYetBegin = seq === 0 && Math.abs(needs.now() - document.createdAt) < begunWithinMs;
    if (mayYetBegin) unbegun.add(id);
    else await texts.put(id, { seq, text });
    return text;
  }

  async function drop(id: DocumentId): Promise<void> {
    await index.remove(id);
    await texts.delete(id, { durable: true });
  }

  function documentIn(id: DocumentId): { title: string; createdAt: number } | null {
    const { documents } = catalog.data;
    return Object.hasOwn(documents, id) ? (documents[id] ?? null) : null;
  }

  timer = needs.after(0, lookAgain);

  return {
    get isComplete() {
      return isComplete;
    },
    changed(documentId) {
      changedOnes.add(documentId);
      wake();
    },
    async forget(documentId) {
      for (const waiting of [changedOnes, unread, ahead, behind, unbegun]) waiting.delete(documentId);
      // What is being read just now might put it there again; the work under way looks at the catalog once more afterwards.
      await drop(documentId);
    },
    textOf: async (documentId) => (await texts.get(documentId))?.text ?? "",
    async settled() {
      look();
      wake();
      while (working !== null) await working;
    },
    async close() {
      isClosed = true;
      timer?.cancel();
      await working;
    },
  };
}

function idsIn(documents: CatalogData["documents"]): DocumentId[] {
  return Object.keys(documents) as DocumentId[];
}

function takeFirst(ids: Set<DocumentId>): DocumentId | null {
  for (const id of ids) {
    ids.delete(id);
    return id;
  }
  return null;
}
