import type { AppendListener, NewEntry } from "../storage/updateLog.ts";
import type { Peer } from "./peer.ts";

/** The room of a batch, as far as a batch has to tell it something. */
export interface BatchRoom {
  /** So many entries since the room opened are written. */
  writtenUpTo(count: number): void;
  syncedUpTo(count: number): void;
  fail(reason: string, error: unknown): void;
}

/** What was applied to a room in one turn, on its way into the log and to peers; it passes on what the log says of it. */
export class Batch implements AppendListener {
  readonly entries: NewEntry[] = [];
  readonly #room: BatchRoom;
  #author: Peer | null = null;
  #upTo = 0;
  #isWritten = false;

  constructor(room: BatchRoom) {
    this.#room = room;
  }

  /** The session that made all of it, which needs no copy of its own words; null when several did, or nobody. */
  get soleAuthor(): Peer | null {
    return this.#author;
  }

  add(entry: NewEntry, from: Peer | null): void {
    if (this.entries.length === 0) this.#author = from;
    else if (this.#author !== from) this.#author = null;
    this.entries.push(entry);
  }

  /** To be called before it is handed to the log: with it the room has handed over so many entries since it opened. */
  endsAt(upTo: number): void {
    this.#upTo = upTo;
  }

  written(): void {
    this.#isWritten = true;
    this.#room.writtenUpTo(this.#upTo);
  }

  durable(): void {
    this.#room.syncedUpTo(this.#upTo);
  }

  moved(): void {
    this.#room.fail("Another process wrote to this document's log.", null);
  }

  failed(error: unknown): void {
    this.#room.fail(this.#isWritten ? "The journal could not be synced." : "The journal could not be written.", error);
  }
}
