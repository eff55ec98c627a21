import * as Y from "yjs";
import { type MemberId, parseId } from "./ids.ts";
import { parseInitials, parseName } from "./member.ts";
import { type Device, devices, type PresenceState } from "./presence.ts";
import { rootName } from "./schema/contentRules.ts";

/** Who a session belongs to, as far as its awareness state can be believed. */
export interface Person {
  /** Null for a stock client whose state the server has not stamped yet. */
  member: MemberId | null;
  /** Null when it is missing or is no name. */
  name: string | null;
  /** Null where they come from the name, and when they are none. */
  initials: string | null;
  color: string;
}

export interface SessionPresence {
  person: Person;
  /** Null without focus, and for a caret that is not made of Yjs positions. */
  cursor: { anchor: Y.RelativePosition; head: Y.RelativePosition } | null;
  /** Null for a stock client, which does not say when it is idle either. */
  device: Device | null;
  isIdle: boolean;
  isHidden: boolean;
  /** The client id of the session that this one follows. */
  following: number | null;
  /** What stands at the upper edge of what it sees; told only while somebody follows it. */
  view: Y.RelativePosition | null;
}

const colourPattern = /^#[0-9a-f]{6}$/i;
const neutralColour = "#6b6862";

/** Reads one awareness state. It was written by another person's program, so nothing in it is taken as it comes. */
export function readPresence(state: unknown): SessionPresence | null {
  if (!isRecord(state) || !isRecord(state.user)) return null;
  const { member, name, initials, color } = state.user;
  const isHidden = state.hidden === true;
  return {
    person: {
      member: parseId<MemberId>(member),
      name: parseName(name),
      initials: parseInitials(initials),
      color: typeof color === "string" && colourPattern.test(color) ? color.toLowerCase() : neutralColour,
    },
    cursor: isHidden ? null : readCursor(state.cursor),
    device: devices.find((device) => device === state.device) ?? null,
    isIdle: state.idle === true,
    isHidden,
    following: isClientId(state.following) ? state.following : null,
    view: isHidden ? null : readPosition(state.view),
  };
}

/**
 * What of a state may reach peers: known fields in their known shape, made anew, so that whatever else stands in it stays behind. A
 * session that hides shows neither caret nor view, whatever its program says.
 */
export function whitelisted(state: unknown): Omit<PresenceState, "user"> {
  const read = readPresence({ ...(isRecord(state) ? state : {}), user: {} });
  if (read === null) return { cursor: null };
  const { cursor, device, isIdle, isHidden, following, view } = read;
  return {
    cursor: cursor === null ? null : { anchor: jsonOf(cursor.anchor), head: jsonOf(cursor.head) },
    ...(device === null ? {} : { device }),
    ...(isIdle ? { idle: true } : {}),
    ...(isHidden ? { hidden: true } : {}),
    ...(following === null ? {} : { following }),
    ...(view === null ? {} : { view: jsonOf(view) }),
  };
}

function jsonOf(position: Y.RelativePosition): unknown {
  return Y.relativePositionToJSON(position);
}

function readCursor(cursor: unknown): SessionPresence["cursor"] {
  if (!isRecord(cursor)) return null;
  const anchor = readPosition(cursor.anchor);
  const head = readPosition(cursor.head);
  return anchor !== null && head !== null ? { anchor, head } : null;
}

/** A root of another name is refused because resolving it would create that root in the document. */
function readPosition(position: unknown): Y.RelativePosition | null {
  if (!isRecord(position)) return null;
  const type = readItemId(position.type);
  const item = readItemId(position.item);
  const root = position.tname ?? null;
  if (type === undefined || item === undefined || (root !== null && root !== rootName)) return null;
  if (type === null && item === null && root === null) return null;
  const side = position.assoc === undefined ? 0 : position.assoc;
  if (typeof side !== "number" || !Number.isSafeInteger(side)) return null;
  return new Y.RelativePosition(type, root, item, Math.sign(side));
}

/** Null when there is none, undefined when it is not an id. */
function readItemId(id: unknown): Y.ID | null | undefined {
  if (id === null || id === undefined) return null;
  if (!isRecord(id) || !isClientId(id.client) || !isClock(id.clock)) return undefined;
  return Y.createID(id.client, id.clock);
}

function isClientId(value: unknown): value is number {
  return isClock(value) && value <= 0xffffffff;
}

function isClock(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
