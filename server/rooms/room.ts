/**
 * A document open in memory: its Y.Doc, its sessions, its presence. What leaves it waits until it is written, what is acknowledged until
 * it is synced: see `watermarks.ts`.
 */
import * as Y from "yjs";
import { newsFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import type { DocumentId, EpochId } from "../../shared/ids.ts";
import type { News } from "../../shared/news.ts";
import { type RefusalCode, refusals } from "../../shared/refusal.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { createDocumentSize, type DocumentSize } from "../gate/documentSize.ts";
import type { Head, LoadedLog, NewEntry, Seq } from "../storage/updateLog.ts";
import { Answers } from "./answers.ts";
import { Batch, type BatchRoom } from "./batch.ts";
import type { Peer } from "./peer.ts";
import { createPresence, type Presence } from "./presence.ts";
import type { RoomNeeds } from "./roomNeeds.ts";
import { Watermarks } from "./watermarks.ts";
import { type OutgoingFrame, outgoing } from "./wire.ts";

/** Who keeps the list of rooms. */
export interface RoomKeeper {
  onFailed: (room: Room) => void;
  onEmpty: (room: Room) => void;
}

/** What brings an update: its session and kind, and when the device says it was made. */
export interface Origin {
  session: Peer;
  kind: NewEntry["kind"];
  madeAt: number | undefined;
}

/** Encoding a document blocks everybody, the longer the larger it is: beyond this size checkpoints become as much rarer. */
const bytesPerCheckpoint = 1024 * 1024;
const quietAfterMs = 3_000;
const longestTickMs = 1_000;
const longestComingMs = 150;
/** Where the writing never pauses, what is derived from the text is made so often all the same. */
const quietAtLeastEveryMs = 20_000;

export class Room implements BatchRoom {
  readonly documentId: DocumentId;
  readonly doc: Y.Doc;
  readonly sessions = new Set<Peer>();
  readonly presence: Presence<Peer> = createPresence();
  readonly answers: Answers;
  readonly size: DocumentSize;
  readonly epoch: EpochId;
  schema: number;
  state: "live" | "failed" | "closed" = "live";

  readonly #needs: RoomNeeds;
  readonly #keeper: RoomKeeper;
  readonly #firstSeq: Seq;
  #lastAt: number;
  #lastBy: Head["lastBy"];
  #checkpointAt: number;
  #checkpointBytes: number;
  readonly #marks = new Watermarks((error) => this.fail("Something could not be told to the sessions.", error));
  #handedToLog = 0;
  /** Filled by the one listener on the Y.Doc, which only pushes: an exception there would silence the document for ever. */
  readonly #events: Uint8Array[] = [];
  /** Applied and not handed to the log yet. */
  #pending: Batch | null = null;
  #schemaFact: number | null = null;
  #turnAsked = false;
  #presenceTick: { ms: number; cancel: () => void } | null = null;
  #quiet: { cancel: () => void } | null = null;
  #firstEditAt = 0;
  #lastEditAt = 0;

  constructor(needs: RoomNeeds, documentId: DocumentId, loaded: LoadedLog, epoch: EpochId, keeper: RoomKeeper) {
    this.#needs = needs;
    this.#keeper = keeper;
    this.documentId = documentId;
    this.epoch = epoch;
    this.schema = loaded.head.schema;
    this.#firstSeq = loaded.head.seq;
    this.#lastAt = loaded.head.lastAt ?? 0;
    this.#lastBy = loaded.head.lastBy;
    this.#checkpointAt = (loaded.checkpoint?.seq ?? 0) - loaded.head.seq;
    this.#checkpointBytes = loaded.checkpoint?.state.length ?? 0;
    this.doc = docOf(loaded);
    this.answers = new Answers(this.doc, needs.after);
    this.size = createDocumentSize(this.doc, needs.limits.maxDocumentBytes);
    this.doc.on("update", (update: Uint8Array) => {
      this.#events.push(update);
    });
  }

  get headSeq(): Seq {
    return this.#firstSeq + this.#marks.applied;
  }

  get syncedSeq(): Seq {
    return this.#firstSeq + this.#marks.synced;
  }

  get head(): Head {
    return { epoch: this.epoch, seq: this.headSeq, schema: this.schema, lastAt: this.#lastAt, lastBy: this.#lastBy };
  }

  /** How many entries since the room opened have this seq or a lower one; negative when it lies before. */
  countAt(seq: Seq): number {
    return seq - this.#firstSeq;
  }

  /** True when everything that was applied is on disk for good. */
  get isSettled(): boolean {
    return this.#marks.isSettled;
  }

  /**
   * Applies a judged update. What it changed goes into the log this turn and to peers once it is written. A Y.Doc that
   * changed without an event, or that Yjs left half cleaned up, can no longer be believed: the room fails.
   */
  apply(update: Uint8Array, origin: Origin, clientIds: readonly number[]): void {
    const before = clocksTogether(this.doc, clientIds);
    const hadGap = hasGap(this.doc);
    try {
      Y.applyUpdate(this.doc, update, origin.session);
    } catch (error) {
      this.fail("An update that was judged sound could not be applied.", error);
      return;
    }
    const advanced = clocksTogether(this.doc, clientIds) !== before;
    const events = this.#events;
    if (isUnclean(this.doc) || (advanced && events.length === 0) || (hasGap(this.doc) && !hadGap)) {
      this.fail("The document in memory no longer reports its changes.", null);
      return;
    }
    if (events.length === 0) return;
    let by: Origin | null = origin;
    for (const event of events) {
      // What a damaged log had left waiting comes with it, and is news to everybody.
      this.#take(event, by, hadGap);
      by = null;
    }
    events.length = 0;
    this.#askTurn();
  }

  /** Queues one event of the Y.Doc for the log and for peers. Without an origin it is Yjs' own tidying of marks, which nobody wrote. */
  #take(update: Uint8Array, origin: Origin | null, holdsMore: boolean): void {
    this.#lastAt = Math.max(this.#needs.now(), this.#lastAt);
    if (origin !== null && origin.kind !== "system") this.#lastBy = origin.session.visitor.member;
    const madeAt = origin?.madeAt;
    // Always all keys in this order: see `Entry`.
    const entry: NewEntry = {
      at: this.#lastAt,
      madeAt,
      by: origin?.session.visitor.member ?? null,
      via: undefined,
      session: origin?.session.id ?? null,
      kind: origin?.kind ?? "system",
      update,
      lineage: undefined,
    };
    // Queued edits are echoed to their sender, which counts them by it.
    const from = origin === null || madeAt !== undefined || holdsMore ? null : origin.session;
    this.#pending ??= new Batch(this);
    this.#pending.add(entry, from);
    this.#marks.entryApplied();
    this.answers.applied(update);
    this.size.grew(update.length);
  }

  /** Records that the content needs a higher schema number, and parts with sessions whose editors would damage it. */
  raiseSchema(schema: number): void {
    if (schema <= this.schema) return;
    this.schema = schema;
    this.#schemaFact = schema;
    for (const session of [...this.sessions]) {
      if (session.hello.schema < schema) {
        session.refuse(
          "outdated-client",
          "This document now holds content that this version of the editor does not know. Reload the page.",
        );
      }
    }
  }

  /** Runs `run` once everything applied by now is written, in order with all else that leaves the room. */
  whenWritten(run: () => void, onFailed?: () => void): void {
    this.#marks.whenWritten(run, onFailed);
  }

  /** Runs `run` once everything applied by now, by whomever, is synced. */
  whenSynced(run: () => void, onFailed?: () => void): void {
    this.#marks.whenSynced(run, onFailed);
  }

  /** Called by a session that has closed. */
  left(session: Peer): void {
    this.sessions.delete(session);
    if (this.presence.drop(session)) this.presenceChanged();
    if (this.sessions.size === 0 && this.state === "live") this.#keeper.onEmpty(this);
  }

  announce(news: News): void {
    const frame = outgoing(newsFrame(JSON.stringify(news)));
    this.whenWritten(() => {
      for (const session of this.sessions) session.sendNews(frame);
    });
  }

  /**
   * Tells peers about presence, gathered over a tick that grows with the number of people. Who comes or goes is told sooner, also to
   * a crowd: a name of somebody who has left, or none of somebody who is here, is wrong in a way that a late caret is not.
   */
  presenceChanged(): void {
    if (this.state !== "live") return;
    const longestMs = this.presence.hasComings() ? longestComingMs : longestTickMs;
    const ms = Math.min(longestMs, Math.max(50, (50 * this.sessions.size) / 20));
    if (this.#presenceTick !== null) {
      if (this.#presenceTick.ms <= ms) return;
      this.#presenceTick.cancel();
    }
    const tick = this.#needs.after(ms, () => {
      this.#presenceTick = null;
      const payload = this.state === "live" ? this.presence.changes() : null;
      if (payload === null) return;
      const frame = outgoing(payload);
      for (const session of this.sessions) session.sendPresence(frame);
    });
    this.#presenceTick = { ms, cancel: () => tick.cancel() };
  }

  /**
   * Ends the room after storage or the Y.Doc failed: no acknowledgement, every socket closed to try again, the memory dropped.
   * Clients send again what they were not told is saved, to a room read afresh from the log.
   */
  fail(reason: string, error: unknown): void {
    if (this.state !== "live") return;
    this.state = "failed";
    this.#needs.logger.error({ documentId: this.documentId, err: error }, `Room failed: ${reason}`);
    this.#keeper.onFailed(this);
    this.#end(
      "storage-failed",
      "The server could not save the latest changes. They stay on this page and are sent again.",
    );
  }

  /** Lets go of a room without sessions, whose entries are all synced. */
  letGo(): void {
    this.close("restarting", "");
  }

  /** Closes every session. The caller has seen to it that everything is synced, or says so by the code. */
  close(code: RefusalCode, sentence: string): void {
    if (this.state !== "live") return;
    this.#quiet?.cancel();
    if (this.#quiet !== null) this.#tellQuiet();
    this.state = "closed";
    this.#end(code, sentence);
  }

  #end(code: RefusalCode, sentence: string): void {
    this.#quiet?.cancel();
    this.#pending = null;
    this.#marks.end();
    this.answers.close();
    for (const session of [...this.sessions]) session.end(refusals[code].closeCode, sentence);
    this.doc.destroy();
  }

  /** Keeps a checkpoint when enough was written since the last. Resolves when it is on disk; never rejects the room's work. */
  async keepCheckpoint(least: number): Promise<void> {
    const count = this.#marks.applied;
    if (count - this.#checkpointAt < least || this.#marks.synced !== count || hasGap(this.doc)) return;
    this.#checkpointAt = count;
    try {
      const state = Y.encodeStateAsUpdate(this.doc);
      this.#checkpointBytes = state.length;
      await this.#needs.log.putCheckpoint(this.documentId, {
        epoch: this.epoch,
        seq: this.#firstSeq + count,
        state,
      });
    } catch (error) {
      // Entries are all there; without this checkpoint the next opening is slower, nothing else.
      this.#needs.logger.warn({ documentId: this.documentId, err: error }, "A checkpoint could not be kept.");
    }
  }

  #askTurn(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    this.#needs.nextTurn(() => {
      this.#turnAsked = false;
      if (this.state === "live") this.#handToLog();
    });
  }

  /** Hands everything applied in this turn to the log in one call, and queues it for peers as one frame. */
  #handToLog(): void {
    const batch = this.#pending;
    if (batch === null) return;
    this.#pending = null;
    const after = this.#firstSeq + this.#handedToLog;
    const schema = this.#schemaFact;
    this.#schemaFact = null;
    const facts = schema === null ? undefined : [{ fact: "schema" as const, schema }];
    this.#handedToLog += batch.entries.length;
    batch.endsAt(this.#handedToLog);
    // Nothing was applied since this batch was gathered, so that it leaves with the entry that it ends with.
    this.#marks.whenWritten(() => this.#tellPeers(batch));
    this.#askQuiet();
    this.#needs.log.append(this.documentId, { after, ifNoEpoch: undefined, facts, entries: batch.entries }, batch);
  }

  /** Told by the log, of a batch. */
  writtenUpTo(count: number): void {
    this.#marks.writtenUpTo(count);
  }

  /** Told by the log, of a batch. */
  syncedUpTo(count: number): void {
    this.#marks.syncedUpTo(count);
    if (this.state === "live") void this.keepCheckpoint(this.#checkpointEvery);
  }

  get #checkpointEvery(): number {
    return this.#needs.limits.checkpointEvery * Math.max(1, this.#checkpointBytes / bytesPerCheckpoint);
  }

  #tellPeers({ entries, soleAuthor }: Batch): void {
    const update =
      entries.length === 1 ? (entries[0] as NewEntry).update : Y.mergeUpdates(entries.map((entry) => entry.update));
    const frame: OutgoingFrame = outgoing(syncFrame(syncStep.update, update));
    for (const session of this.sessions) if (session !== soleAuthor) session.sendUpdate(frame, update);
  }

  #askQuiet(): void {
    this.#lastEditAt = this.#needs.now();
    if (this.#quiet !== null) return;
    this.#firstEditAt = this.#lastEditAt;
    this.#waitForQuiet(quietAfterMs);
  }

  /** One timer that looks when the last edit was, because a timer for each edit would cost more than the edit. */
  #waitForQuiet(ms: number): void {
    this.#quiet = this.#needs.after(ms, () => {
      if (this.state !== "live") return;
      const now = this.#needs.now();
      const left = Math.min(this.#lastEditAt + quietAfterMs, this.#firstEditAt + quietAtLeastEveryMs) - now;
      // A clock that was set back must not make it wait for ever.
      if (left > 0 && left <= quietAfterMs) {
        this.#waitForQuiet(left);
        return;
      }
      this.#quiet = null;
      this.#tellQuiet();
    });
  }

  /** What is derived from the text can be made again; a bug in it must not cost the document its room. */
  #tellQuiet(): void {
    try {
      this.#needs.onQuiet(this.documentId, this.doc, this.head);
    } catch (error) {
      this.#needs.logger.error(
        { documentId: this.documentId, err: error },
        "Something derived from the text could not be made.",
      );
    }
  }
}

/** Clocks only grow: as long as the sum stays the same, so does each of them. */
function clocksTogether(doc: Y.Doc, clientIds: readonly number[]): number {
  let sum = 0;
  for (const client of clientIds) sum += Y.getState(doc.store, client);
  return sum;
}

/**
 * The document as its log says. Merged first, because applying one update is cheaper than many. With damaged entries it may hold
 * structs that wait for lost ones.
 */
export function docOf(loaded: LoadedLog): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment(rootName);
  doc.transact(() => {
    if (loaded.checkpoint !== null) Y.applyUpdate(doc, loaded.checkpoint.state);
    if (loaded.entries.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(loaded.entries.map((entry) => entry.update)));
  });
  return doc;
}

/** Yjs keeps what it cannot place yet in these internals; a test fails when they move. */
function hasGap(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

/** True when a listener threw and Yjs never finished its clean-up: from then on it reports nothing. */
function isUnclean(doc: Y.Doc): boolean {
  return doc._transactionCleanups.length > 0;
}
