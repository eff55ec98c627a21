import type { MemberId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import type { Welcome } from "../../shared/news.ts";
import type { RefusalCode } from "../../shared/refusal.ts";
import type { SaveFacts } from "./barrier.ts";

/** Why a socket is closed although it will be tried again: a code of the server, or nothing was heard at all. */
export type Trouble = RefusalCode | "unreachable";

/** Why this tab no longer sends, although nobody refused it. */
export type ReadOnlyReason =
  /** The document stopped reporting its changes, or an update could not be applied: what is shown may not be what is sent. */
  | "broken"
  /** The document holds something that this page's editor does not know and would delete. */
  | "unknown-content";

export type Status =
  /** The document is not here yet. `trouble` says what stands in the way, if anything does. */
  | { is: "opening"; since: number; trouble: Trouble | null }
  /** The document is here and changes travel both ways. */
  | { is: "live" }
  /** The document is here, the server is not; trying again. */
  | { is: "away"; since: number; trouble: Trouble; deviceSaysOffline: boolean }
  /** The server said no, for good. `sentence` is its own, shown where the page has none for the code. */
  | { is: "refused"; code: RefusalCode; sentence: string; at: number }
  /** This tab stopped by itself. */
  | { is: "readOnly"; reason: ReadOnlyReason; at: number };

/** Refusals that people can take back: by another login, or by giving access again. The page holds its words until then. */
const refusalsThatEnd: readonly RefusalCode[] = [
  "not-logged-in",
  "somebody-else",
  "not-found",
  "access-removed",
  "link-ended",
  "in-trash",
];

export function mayEnd(code: RefusalCode): boolean {
  return refusalsThatEnd.includes(code);
}

/** What this page could do with the document, and what it can do since. */
export interface AccessChange {
  before: { role: Role; shelf: Shelf };
  now: { role: Role; shelf: Shelf };
  /** Who changed it, as far as that is known. */
  by: MemberId | null;
}

export interface ConnectionState {
  status: Status;
  /** The document has been here once, so that there is something to show. */
  hasDocument: boolean;
  save: SaveFacts;
  /** The server could not write the last time, and nothing has been acknowledged since. */
  storageFailing: boolean;
  title: string | null;
  /** As whom the server took this page; told anew with each socket, for a role may change in between. */
  me: Welcome["member"] | null;
  /** Where the document stands: in the archive and in the trash nobody writes. */
  shelf: Shelf;
  /** The last change of role or shelf while the document was open here; null before the first. */
  accessChange: AccessChange | null;
  /** Colours, `#rrggbb`, that members have taken while the document was open here. */
  colours: ReadonlyMap<MemberId, string>;
}
