import type * as Y from "yjs";
import type { DocumentId, EpochId, MemberId, RandomBytes, RunId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import type { Refusal } from "../../shared/refusal.ts";
import type { judgeUpdate } from "../gate/judgeUpdate.ts";
import type { Head, UpdateLog } from "../storage/updateLog.ts";
import type { RoomLimits } from "./limits.ts";

/** Who stands behind a session, as the login and the catalog say. */
export interface Visitor {
  member: MemberId;
  name: string;
  /** Those that they chose. */
  initials?: string | undefined;
  role: Role;
  shelf: Shelf;
  /** `#rrggbb`, for carets. */
  color: string;
}

/** What a client announced when it connected. A stock provider announces nothing but perhaps its schema. */
export interface Hello {
  /** True when it understands frames 110 to 113. */
  speaksAmbo: boolean;
  schema: number;
  /** The epoch its copy belongs to, and the highest seq it was told is synced; null and 0 for a first visit. */
  epoch: EpochId | null;
  seenSeq: number;
  /** The run of the server in which it was told so. */
  run: RunId | null;
  /** True when queued offline edits come first. */
  hasOutbox: boolean;
}

/** Structured log lines; pino fits. Never any text of a document. */
export interface RoomLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface RoomNeeds {
  log: UpdateLog;
  logger: RoomLogger;
  limits: RoomLimits;
  /** Epoch milliseconds. */
  now: () => number;
  randomBytes: RandomBytes;
  titleOf: (documentId: DocumentId) => string;
  /** The same person as they stand at this moment, or why they may not be here any more. */
  visitorNow: (documentId: DocumentId, visitor: Visitor) => Visitor | Refusal;
  /** This run of the server, and whether the data folder remembers another. */
  run: RunId;
  isKnownRun: (run: RunId) => boolean;
  judge: typeof judgeUpdate;
  /** Some seconds after edits, and when a room unloads: for what is derived from the text. It must not change `doc`. */
  onQuiet: (documentId: DocumentId, doc: Y.Doc, head: Head) => void;
  /** Timers and turns, so that a simulation can own time. */
  after: (ms: number, run: () => void) => { cancel: () => void };
  nextTurn: (run: () => void) => void;
}
