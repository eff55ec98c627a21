import type { MemberId, SessionId } from "../../shared/ids.ts";
import type { RefusalCode } from "../../shared/refusal.ts";
import type { Hello, Visitor } from "./roomNeeds.ts";
import type { OutgoingFrame } from "./wire.ts";

/** A session as its room sees it. */
export interface Peer {
  readonly id: SessionId;
  readonly visitor: Visitor;
  readonly hello: Hello;
  sendUpdate(frame: OutgoingFrame, update: Uint8Array): void;
  sendPresence(frame: OutgoingFrame): void;
  sendNews(frame: OutgoingFrame): void;
  /** It is live and misses nothing that has left the room. */
  readonly keepsUp: boolean;
  /** What it may do, or how its member is called, has changed. From here on frames are judged by it; its page is told. */
  changeVisitor(visitor: Visitor, by: MemberId | null): void;
  /** Ends it with a final "no". */
  refuse(code: RefusalCode, sentence: string): void;
  /** Closes its socket. */
  end(closeCode: number, sentence: string): void;
  /** Reads nothing more; what was read is still acknowledged. */
  stopListening(): void;
}
