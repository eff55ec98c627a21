import type { MemberId } from "./ids.ts";

/** What somebody sits at, in the two words that people use. Told by the page from its own size, and by no browser's name. */
export const devices = ["computer", "phone"] as const;
export type Device = (typeof devices)[number];

/**
 * One session's presence as peers receive it in an awareness state. The server writes `user` from the login and keeps of the other
 * fields those of this shape alone, so nobody can wear another's name. `color` is `#rrggbb` because stock carets show it.
 */
export interface PresenceState {
  user: { name: string; color: string; member: MemberId; initials?: string };
  /** Caret and selection as Yjs relative positions in JSON; null without focus. */
  cursor?: { anchor: unknown; head: unknown } | null;
  /** Absent from stock clients, which say nothing of the fields below either. */
  device?: Device;
  /** Without a key or a pointer for `idleAfterMs`, or with the page out of sight. */
  idle?: true;
  /** Does not show where it is. The server sends no caret and no view of such a session on. */
  hidden?: true;
  /** The client id of the session whose scrolling this one follows; that one then tells its `view`. */
  following?: number;
  /** What stands at the upper edge of what this session sees, as a Yjs relative position in JSON. */
  view?: unknown;
}

export const maxPresenceBytes = 4 * 1024;
/** Client ids that one socket may speak for; a page needs one, the spare serves one that starts afresh. */
export const maxClientIdsPerSocket = 4;

/** After how long without a key or a pointer a person counts as idle. */
export const idleAfterMs = 60_000;
