/**
 * Who is here and where: the room's own register of awareness states. Never on disk; gone when the session closes.
 *
 * A session speaks only for client ids bound to it, and `user` is written from its login; of the rest only known fields in their known
 * shape reach peers. States of foreign ids are passed over without a strike, because the stock provider sends back everybody's.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { frameType } from "../../shared/frames.ts";
import { maxClientIdsPerSocket, maxPresenceBytes, type PresenceState } from "../../shared/presence.ts";
import { whitelisted } from "../../shared/readPresence.ts";
import { refuse } from "../../shared/refusal.ts";

interface Registered<Speaker> {
  speaker: Speaker | null;
  /** The clock last told to peers. It stays when the state goes, or peers would ignore who returns under the same id. */
  clock: number;
  state: string | null;
}

/** The most ids remembered after their state has gone, so that endless reconnects cost no memory. */
const maxRemembered = 2_000;

/** Stock providers send back everybody's state; more than this is nobody's room. */
const maxStatesPerMessage = 5_000;

const utf8 = new TextDecoder();

export interface Presence<Speaker> {
  /**
   * Takes one awareness message of `speaker`, who is shown to peers as `user`. Throws a `malformed` refusal on bytes that
   * cannot be read. True when there is something to tell peers.
   */
  take(speaker: Speaker, user: PresenceState["user"], message: Uint8Array): boolean;
  /** Shows `speaker` as another `user` from now on, with the same carets. True when there is something to tell peers. */
  showAs(speaker: Speaker, user: PresenceState["user"]): boolean;
  /** Takes back everything that `speaker` said. True when there is something to tell peers. */
  drop(speaker: Speaker): boolean;
  /** Whether somebody came or left since the last call of `changes`: that is told sooner than where a caret is. */
  hasComings(): boolean;
  /** One frame with what changed since the last call; null when nothing did. */
  changes(): Uint8Array | null;
  /** One frame with everybody's state, for who joins; null when nobody is there. */
  everybody(): Uint8Array | null;
  /** How many client ids it holds in memory, those that left included. */
  remembered(): number;
}

export function createPresence<Speaker extends object>(): Presence<Speaker> {
  const registered = new Map<number, Registered<Speaker>>();
  /** Which ids a session has ever spoken for. Taking a state back frees none, or an endless row of them would pass. */
  const bound = new WeakMap<Speaker, Set<number>>();
  const changed = new Set<number>();
  /** Everybody's frame, until something changes: a crowd of newcomers shares it, and asking again costs nothing. */
  let everybodyNow: Uint8Array | null = null;
  let comings = false;

  return { take, showAs, drop, hasComings: () => comings, changes, everybody, remembered: () => registered.size };

  function take(speaker: Speaker, user: PresenceState["user"], message: Uint8Array): boolean {
    for (const { clientId, clock, state } of readStates(message)) {
      const known = registered.get(clientId);
      if (!bind(speaker, clientId, known)) continue;
      if (state === null) {
        if (known?.speaker === speaker) remove(clientId, known);
        continue;
      }
      comings ||= known === undefined || known.state === null;
      registered.delete(clientId); // so that the register stays in order of last use
      registered.set(clientId, {
        speaker,
        clock: clockAfter(known, clock),
        state: JSON.stringify({ user, ...whitelisted(parsed(state)) } satisfies PresenceState),
      });
      changed.add(clientId);
    }
    forgetOldest();
    if (changed.size > 0) everybodyNow = null;
    return changed.size > 0;
  }

  /** Binds the id to the session, if it is free and the session has not spoken for too many. */
  function bind(speaker: Speaker, clientId: number, known: Registered<Speaker> | undefined): boolean {
    if (known !== undefined && known.speaker !== null) return known.speaker === speaker;
    const own = bound.get(speaker) ?? new Set();
    if (!own.has(clientId) && own.size >= maxClientIdsPerSocket) return false;
    own.add(clientId);
    bound.set(speaker, own);
    return true;
  }

  function showAs(speaker: Speaker, user: PresenceState["user"]): boolean {
    for (const clientId of bound.get(speaker) ?? []) {
      const known = registered.get(clientId);
      if (known?.speaker !== speaker || known.state === null) continue;
      known.state = JSON.stringify({ ...(JSON.parse(known.state) as PresenceState), user });
      // Peers pass over a state that is not newer than what they have.
      known.clock++;
      changed.add(clientId);
    }
    if (changed.size > 0) everybodyNow = null;
    return changed.size > 0;
  }

  function remove(clientId: number, known: Registered<Speaker>): void {
    known.speaker = null;
    known.state = null;
    comings = true;
    changed.add(clientId);
  }

  function drop(speaker: Speaker): boolean {
    for (const clientId of bound.get(speaker) ?? []) {
      const known = registered.get(clientId);
      if (known?.speaker === speaker) remove(clientId, known);
    }
    forgetOldest();
    if (changed.size > 0) everybodyNow = null;
    return changed.size > 0;
  }

  function forgetOldest(): void {
    if (registered.size <= maxRemembered) return;
    for (const [clientId, known] of registered) {
      if (known.state === null && !changed.has(clientId)) registered.delete(clientId);
      if (registered.size <= maxRemembered) return;
    }
  }

  function changes(): Uint8Array | null {
    const frame = frameOf([...changed]);
    changed.clear();
    comings = false;
    return frame;
  }

  function everybody(): Uint8Array | null {
    everybodyNow ??= frameOf([...registered].filter(([, known]) => known.state !== null).map(([clientId]) => clientId));
    return everybodyNow;
  }

  function frameOf(clientIds: readonly number[]): Uint8Array | null {
    if (clientIds.length === 0) return null;
    const states = encoding.createEncoder();
    encoding.writeVarUint(states, clientIds.length);
    for (const clientId of clientIds) {
      const known = registered.get(clientId);
      encoding.writeVarUint(states, clientId);
      encoding.writeVarUint(states, known?.clock ?? 0);
      encoding.writeVarString(states, known?.state ?? "null");
    }
    const frame = encoding.createEncoder();
    encoding.writeVarUint(frame, frameType.awareness);
    encoding.writeVarUint8Array(frame, encoding.toUint8Array(states));
    return encoding.toUint8Array(frame);
  }
}

/** The library ignores a first state with clock 0; who comes back after leaving must be newer than when it left. */
function clockAfter(known: { clock: number; state: string | null } | undefined, clock: number): number {
  if (known === undefined) return Math.max(1, clock);
  return Math.max(clock, known.state === null ? known.clock + 1 : known.clock);
}

function* readStates(message: Uint8Array): Generator<{ clientId: number; clock: number; state: string | null }> {
  const unreadable = () => refuse("malformed", "This presence message cannot be read.");
  try {
    const decoder = decoding.createDecoder(message);
    const count = Math.min(decoding.readVarUint(decoder), maxStatesPerMessage);
    for (let index = 0; index < count; index++) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const bytes = decoding.readVarUint8Array(decoder);
      // Peers' states come back from stock providers, long ones too: only what this socket may say is looked at.
      const state = bytes.length > maxPresenceBytes ? "{}" : utf8.decode(bytes);
      if (clientId > 0xffffffff || clock >= Number.MAX_SAFE_INTEGER / 2) throw unreadable();
      yield { clientId, clock, state: state === "null" ? null : state };
    }
  } catch {
    throw unreadable();
  }
}

function parsed(state: string): unknown {
  try {
    return JSON.parse(state);
  } catch {
    throw refuse("malformed", "This presence message cannot be read.");
  }
}
