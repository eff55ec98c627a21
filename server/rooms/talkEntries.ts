import type { ChatEntry } from "../../shared/chat.ts";

export interface EntryLimits {
  maxEntries: number;
  /** What the entries of one talk weigh together, as they were sent. */
  maxBytes: number;
}

/** What of a talk is remembered: the latest entries, as many as fit. Older ones fall off. */
export class TalkEntries {
  readonly #limits: EntryLimits;
  #entries: { entry: ChatEntry; bytes: number }[] = [];
  #lastSeq = 0;
  #bytes = 0;

  constructor(limits: EntryLimits) {
    this.#limits = limits;
  }

  /** The number of the latest entry; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Everything up to this one has fallen off; 0 while nothing has. */
  get fellOffUpTo(): number {
    return this.#lastSeq - this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Remembers the entry that follows the latest. Not even the first may weigh more than all together may. */
  add(entry: ChatEntry, bytes: number): void {
    this.#lastSeq++;
    this.#bytes += bytes;
    this.#entries.push({ entry, bytes });
    while (this.#entries.length > this.#limits.maxEntries || this.#bytes > this.#limits.maxBytes) this.dropOldest();
  }

  /** False when there is nothing left to drop. */
  dropOldest(): boolean {
    const oldest = this.#entries.shift();
    this.#bytes -= oldest?.bytes ?? 0;
    return oldest !== undefined;
  }

  filter(keep: (entry: ChatEntry) => boolean): ChatEntry[] {
    return this.#entries.map(({ entry }) => entry).filter(keep);
  }
}
