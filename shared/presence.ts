import type { MemberId } from "./ids.ts";

/**
 * One session's presence as peers receive it in an awareness state. The server writes `user` from the login and drops
 * every other field but `cursor`, so nobody can wear another's name. `color` is `#rrggbb` because stock carets show it.
 */
export interface PresenceState {
  user: { name: string; color: string; member: MemberId; initials?: string };
  /** Caret and selection as Yjs relative positions in JSON; null without focus. */
  cursor?: { anchor: unknown; head: unknown } | null;
}

export const maxPresenceBytes = 4 * 1024;
/** Client ids that one socket may speak for; a page needs one, the spare serves one that starts afresh. */
export const maxClientIdsPerSocket = 4;
