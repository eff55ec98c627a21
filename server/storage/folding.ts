/**
 * Moving records from the journal into LevelDB. Every step may be the last before a crash: what is moved twice lies at the
 * same keys with the same bytes, and only the last batch says that the journal's files are no longer needed.
 */
import type { DocumentId } from "../../shared/ids.ts";
import { type LogRecord, recordBytes } from "./journalRecord.ts";
import {
  entryKey,
  eventKey,
  foldedKey,
  foldedSpareKey,
  headKey,
  headSpareKey,
  type Level,
  type LevelOperation,
  ownerKey,
  purgedKey,
  rangeOf,
  seal,
  sealJson,
  shelves,
} from "./levelKeys.ts";
import { headAfter } from "./logHead.ts";
import type { Fact, Head } from "./updateLog.ts";

export interface Folding {
  documentId: DocumentId;
  /** The head as it lies in LevelDB, before and, once folding is done, after. */
  head: Head;
  /** At least one, in the order of positions; read once. */
  records: Iterable<LogRecord>;
}

/** One batch of LevelDB: small enough that preparing it never holds up the loop for long. */
const maxOperations = 500;
const maxBytes = 1024 * 1024;

export async function foldIntoLevel(
  level: Level,
  documents: Iterable<Folding>,
  boundary: { file: number; position: number },
): Promise<void> {
  let operations: LevelOperation[] = [];
  let bytes = 0;

  async function flush(): Promise<void> {
    if (operations.length === 0) return;
    const batch = operations;
    operations = [];
    bytes = 0;
    await level.batch(batch, { sync: true });
  }

  async function put(key: string, value: Buffer): Promise<void> {
    operations.push({ type: "put", key, value });
    bytes += value.length;
    if (operations.length >= maxOperations || bytes >= maxBytes) await flush();
  }

  const newHeads = new Map<Folding, Head>();
  for (const folding of documents) {
    const { documentId, head, records } = folding;
    let newHead = head;
    let exists = true;
    for (const record of records) {
      newHead = headAfter(newHead, record);
      if (record.kind === "lost") continue;
      exists = true;
      if (record.kind === "entry") {
        await put(entryKey(documentId, record.seq), recordBytes(record));
        continue;
      }
      const { fact } = record;
      if (fact.fact === "event") await put(eventKey(documentId, record.position), seal(fact.bytes));
      if (fact.fact === "owner") await putOwner(documentId, fact);
      // Begun anew after a purge: nothing is left to finish.
      if (fact.fact === "epoch") operations.push({ type: "del", key: purgedKey(documentId) });
      if (fact.fact === "purged") {
        // The tombstone first: what follows can be finished from it.
        await put(purgedKey(documentId), sealJson(fact));
        await flush();
        await deleteDocument(level, documentId);
        exists = false;
      }
    }
    newHeads.set(folding, newHead);
    if (!exists) continue;
    await put(headKey(documentId), sealJson(newHead));
    await put(headSpareKey(documentId), sealJson(newHead));
  }
  const folded = sealJson({ file: boundary.file - 1, position: boundary.position });
  operations.push({ type: "put", key: foldedKey, value: folded }, { type: "put", key: foldedSpareKey, value: folded });
  await flush();
  for (const [folding, head] of newHeads) folding.head = head;

  async function putOwner(documentId: DocumentId, fact: Extract<Fact, { fact: "owner" }>): Promise<void> {
    const key = ownerKey(documentId, fact.clientId);
    // The first record wins, whether it is folded already or waits in this very batch.
    if (operations.some((operation) => operation.key === key) || level.getSync(key) !== undefined) return;
    await put(key, seal(Buffer.from(fact.member, "latin1")));
  }
}

async function deleteDocument(level: Level, documentId: DocumentId): Promise<void> {
  const heads: LevelOperation[] = [headKey(documentId), headSpareKey(documentId)].map((key) => ({ type: "del", key }));
  await level.batch(heads, { sync: true });
  for (const shelf of shelves) {
    for (;;) {
      const keys = await level.keys({ ...rangeOf(shelf, documentId), limit: maxOperations }).all();
      if (keys.length === 0) break;
      await level.batch(
        keys.map((key) => ({ type: "del", key })),
        { sync: true },
      );
    }
  }
}
