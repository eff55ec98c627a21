import { maxEntries } from "../../shared/chat.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import { Refusal } from "../../shared/refusal.ts";
import type { RoomNeeds, Visitor } from "./roomNeeds.ts";
import { Talk } from "./talk.ts";
import { TalkBudget, type TalkRate } from "./talkBudget.ts";
import type { EntryLimits } from "./talkEntries.ts";

export interface TalkLimits extends EntryLimits, TalkRate {
  /** What all documents together may remember, so that no crowd of documents fills the memory. */
  maxBytesTogether: number;
}

export const defaultTalkLimits: TalkLimits = {
  maxEntries,
  maxBytes: 256 * 1024,
  burst: 8,
  msPerLine: 1_500,
  maxBytesTogether: 64 * 1024 * 1024,
};

export type TalksNeeds = Pick<RoomNeeds, "now" | "after" | "visitorNow" | "run">;

/**
 * The talks beside the open documents. They belong to the list of rooms and not to the rooms: one outlives the unloading, the failing
 * and the reading anew of its room.
 */
export class Talks {
  readonly #needs: TalksNeeds;
  readonly #limits: TalkLimits;
  readonly #budget: TalkBudget;
  readonly #talks = new Map<DocumentId, Talk>();
  #begun = 0;
  #bytes = 0;

  constructor(needs: TalksNeeds, limits: TalkLimits) {
    this.#needs = needs;
    this.#limits = limits;
    this.#budget = new TalkBudget(limits, needs.now);
  }

  /** The talk of a document, begun where there is none. Whoever asks joins it in the same turn, or nobody ends it. */
  of(documentId: DocumentId): Talk {
    const known = this.#talks.get(documentId);
    if (known !== undefined) return known;
    const { now, after, run } = this.#needs;
    const needs = {
      limits: this.#limits,
      budget: this.#budget,
      now,
      after,
      onWeight: (bytes: number) => {
        this.#bytes += bytes;
        while (this.#bytes > this.#limits.maxBytesTogether && this.#dropOldestOfLargest());
      },
      onOver: () => this.end(documentId),
    };
    const talk = new Talk(needs, `${run}-${++this.#begun}`);
    this.#talks.set(documentId, talk);
    return talk;
  }

  /** How many there are. */
  get count(): number {
    return this.#talks.size;
  }

  /** Somebody's access has changed: who was away for a moment may have lost the way back. */
  review(documentId: DocumentId): void {
    this.#talks.get(documentId)?.review((visitor) => this.#mayReturn(documentId, visitor));
  }

  reviewMember(member: MemberId): void {
    for (const [documentId, talk] of this.#talks) {
      talk.review((visitor) => visitor.member !== member || this.#mayReturn(documentId, visitor));
    }
  }

  /** Everything of it is forgotten. */
  end(documentId: DocumentId): void {
    this.#talks.get(documentId)?.close();
    this.#talks.delete(documentId);
  }

  close(): void {
    for (const documentId of [...this.#talks.keys()]) this.end(documentId);
  }

  #mayReturn(documentId: DocumentId, visitor: Visitor): boolean {
    const present = this.#needs.visitorNow(documentId, visitor);
    return !(present instanceof Refusal) && can(present.role, "chat", present.shelf);
  }

  #dropOldestOfLargest(): boolean {
    let largest: Talk | null = null;
    for (const talk of this.#talks.values()) if (talk.bytes > (largest?.bytes ?? 0)) largest = talk;
    return largest?.dropOldest() ?? false;
  }
}
