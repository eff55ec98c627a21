/**
 * The log of every document: what rooms, documents and discussion need of storage. Embedded storage implements it with
 * a journal and LevelDB (`levelUpdateLog.ts`); a database can stand behind the same contract suite.
 */
import type { DocumentId, EpochId, MemberId, SessionId } from "../../shared/ids.ts";

/** Position of an entry in its document's log, counted from 1 without gaps. 0 is the empty log. */
export type Seq = number;

export type EntryKind = "edit" | "import" | "restore" | "mending" | "handed-back" | "system";

export interface NewEntry {
  /** The server's clock, epoch milliseconds; the log never lets it go back within a document. */
  at: number;
  /** What the device claims for a queued offline edit. Shown as such, never sorted by. */
  madeAt?: number | undefined;
  /** Whose words these are; null when unknown. */
  by: MemberId | null;
  /** Who brought them, when that is another than `by` (kind `handed-back`). */
  via?: MemberId | undefined;
  session: SessionId | null;
  kind: EntryKind;
  /** Yjs update, v1 encoding. */
  update: Uint8Array;
  lineage?: Uint8Array | undefined;
}

/**
 * An entry of the log. Always made as a literal with all keys in this order: entries of many shapes cost a hidden class each, and
 * every look at one of them.
 */
export interface Entry {
  seq: Seq;
  at: number;
  madeAt: number | undefined;
  by: MemberId | null;
  via: MemberId | undefined;
  session: SessionId | null;
  kind: EntryKind;
  update: Uint8Array;
  lineage: Uint8Array | undefined;
}

/** What a log records beside edits, in one order with them. */
export type Fact =
  /** The first record of every document, and again after a restore or purge: copies of another epoch never merge. */
  | { fact: "epoch"; epoch: EpochId; at: number; by: MemberId | null }
  /** The document's content needs at least this schema number. Never decreases. */
  | { fact: "schema"; schema: number }
  /** Whose Yjs client id this is. The first record wins. */
  | { fact: "owner"; clientId: number; member: MemberId }
  /** One event of the document's discussion, its bytes opaque to storage. */
  | { fact: "event"; bytes: Uint8Array }
  /** The document was purged: written before anything is deleted, so that reconciliation can finish. */
  | { fact: "purged"; at: number; by: MemberId | null };

export interface Append {
  /** The seq that these entries follow. When the log's head is another, the append is refused as `moved`. */
  after: Seq;
  /** Refuses the append, as `moved`, when the log has an epoch already, queued appends included: two first epochs never both count. */
  ifNoEpoch?: true | undefined;
  facts?: readonly Fact[] | undefined;
  entries: readonly NewEntry[];
}

export interface Head {
  /** Null before the first record. */
  epoch: EpochId | null;
  seq: Seq;
  /** 1 until a fact raises it. */
  schema: number;
  lastAt: number | null;
  lastBy: MemberId | null;
}

/**
 * Is told what becomes of one append, and for that costs no promise. It hears one of these, each call once, in this order, and nothing
 * after it: `written` and then `durable`; `written` and then `failed`, when the disk does not make it durable; `failed` alone, when
 * nothing of it is in the log; `moved` alone.
 *
 * The log calls it synchronously, in the midst of telling others: `moved` and `failed` perhaps before `append` returns, `written` and
 * `durable` never. Of the appends of one document, `written` comes in the order of the calls, and so does `durable`.
 * It must not throw; what it throws all the same is thrown again where nobody catches it, after the others were told.
 */
export interface AppendListener {
  /** A crash of the process cannot take it back; its last entry has this seq, or the one before where it has none. */
  written(last: Seq): void;
  /** A power cut cannot take it back. */
  durable(): void;
  /** It does not follow the head of the log, which is this one, what is queued included. Nothing of it is in the log. */
  moved(head: Head): void;
  failed(error: unknown): void;
}

export interface LoadedLog {
  head: Head;
  owners: ReadonlyMap<number, MemberId>;
  /** The newest readable checkpoint. */
  checkpoint: { seq: Seq; state: Uint8Array } | null;
  /** Every entry after the checkpoint (after 0 without one), ascending; damaged ones are absent. */
  entries: Entry[];
  /** Seqs after the checkpoint that lie in quarantine or are absent: readers may hand their words back. */
  missing: Seq[];
  /** Damage may have hit a fact: `head.schema` may be lower than what the content needs, and owners may be absent. */
  mayLackFacts: boolean;
}

/** A record that could not be read, kept aside byte for byte. */
export interface Damage {
  file: string;
  /** Where it lay in that file; null when it lay in LevelDB. */
  offset: number | null;
  bytes: number;
  /** Known when enough of the record could be read. */
  documentId: DocumentId | null;
  seq: Seq | null;
  reason: string;
}

export interface UpdateLog {
  /**
   * Checkpoint, folded entries and what is still in the journal, under one snapshot, with all that was appended until it answers. An
   * unknown document has an empty head.
   */
  load(documentId: DocumentId): Promise<LoadedLog>;
  /**
   * Appends to one document's log; calls may overlap, and records land in the order of the calls. Calls of one turn are
   * written together. Never throws. Whoever prefers promises: `promisedAppend.ts`.
   */
  append(documentId: DocumentId, ask: Append, listener: AppendListener): void;
  /** At most `limit` entries after `after`, ascending, folded or not. */
  entries(documentId: DocumentId, after: Seq, limit: number): Promise<Entry[]>;
  /** The discussion events of a document, oldest first. */
  events(documentId: DocumentId): Promise<Uint8Array[]>;
  /** Heads of the documents asked for; of an unknown one the empty head, and of one that cannot be read too (see `damage`). */
  heads(documentIds: readonly DocumentId[]): Promise<Map<DocumentId, Head>>;
  /** Every document that has a record, purged ones left out. */
  documentIds(): Promise<DocumentId[]>;
  /** Documents that were purged and have not begun anew since. Each is remembered for ever, so that nothing brings it back. */
  purgedIds(): Promise<DocumentId[]>;
  /**
   * Keeps a merged state to read faster. Entries stay; a checkpoint can always be rebuilt. Synced when it resolves; rejects when the
   * log is not in that epoch any more, or has not come to that seq.
   */
  putCheckpoint(documentId: DocumentId, checkpoint: { epoch: EpochId; seq: Seq; state: Uint8Array }): Promise<void>;
  /** What was found damaged since the log was opened. */
  damage(): readonly Damage[];
  /** Moves what the journal holds into LevelDB and begins a new journal file. Happens by itself as the journal grows. */
  fold(): Promise<void>;
  /** Waits for what is in flight, folds, and lets the folder go. Closing twice is harmless. */
  close(): Promise<void>;
}
