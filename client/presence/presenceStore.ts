import type { Awareness } from "y-protocols/awareness";
import type { MemberId } from "../../shared/ids.ts";
import { type Device, devices } from "../../shared/presence.ts";
import { readPresence, type SessionPresence } from "../../shared/readPresence.ts";

export interface Me {
  member: MemberId;
  name: string;
  initials: string | null;
  color: string;
}

/** One member who is here now, however many tabs that member has open. */
export interface PersonHere {
  member: MemberId;
  /** Null when that session sent no name that could be shown. */
  name: string | null;
  initials: string | null;
  color: string;
  isMe: boolean;
  /** Without a key or a pointer for a minute, in all of their tabs. */
  isIdle: boolean;
  /** Does not show where it is, in any tab. */
  isHidden: boolean;
  /** What they sit at, as far as their pages tell. */
  devices: readonly Device[];
  /** The session with a caret in the text, to go to; null while there is none. */
  caretOf: number | null;
  /** The session whose scrolling can be followed; null for who hides and for stock clients. */
  viewOf: number | null;
  /** They follow what I scroll. */
  followsMe: boolean;
}

export interface PresenceStore {
  subscribe: (listener: () => void) => () => void;
  /** Me first, then the others in the order they came; the same array until somebody comes, goes or changes. */
  people: () => readonly PersonHere[];
}

/** Folds awareness states, one a tab, into the members who are here. It listens only while somebody listens to it. */
export function createPresenceStore(awareness: Awareness, me: Me): PresenceStore {
  const listeners = new Set<() => void>();
  let people = foldPeople(awareness, me, []);

  const refresh = () => {
    const next = foldPeople(awareness, me, people);
    if (samePeople(people, next)) return;
    people = next;
    for (const listener of [...listeners]) listener();
  };

  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        awareness.on("change", refresh);
        refresh();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) awareness.off("change", refresh);
      };
    },
    people: () => people,
  };
}

type Sessions = Map<number, SessionPresence>;

function foldPeople(awareness: Awareness, me: Me, before: readonly PersonHere[]): PersonHere[] {
  const here = new Map<MemberId, Sessions>();
  const mine: Sessions = new Map();
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID) {
      // The server has not said yet whose state it is, and it does not have to.
      const own = readPresence({ ...state, user: {} });
      if (own !== null) mine.set(client, own);
      continue;
    }
    const presence = readPresence(state);
    const member = presence?.person.member ?? null;
    if (presence === null || member === null) continue;
    if (member === me.member) mine.set(client, presence);
    else here.set(member, (here.get(member) ?? new Map()).set(client, presence));
  }
  const stayed = before.filter(({ member }) => here.has(member)).map(({ member }) => member);
  const order = new Set([...stayed, ...here.keys()]);
  const others = [...order].map((member) => personOf(member, here.get(member) ?? new Map(), awareness.clientID));
  // What my other tabs show is hidden with this one or not: the list says what this one does.
  const isHidden = mine.get(awareness.clientID)?.isHidden === true;
  return [{ ...personOf(me.member, mine, awareness.clientID), ...me, isMe: true, isIdle: false, isHidden }, ...others];
}

function personOf(member: MemberId, sessions: Sessions, ownClient: number): PersonHere {
  const all = [...sessions];
  const first = all[0]?.[1].person;
  const isTold = (device: Device) => all.some(([, session]) => session.device === device);
  // Who is at one of two tabs is more likely met there.
  const busiestFirst = all.toSorted(([, a], [, b]) => Number(a.isIdle) - Number(b.isIdle));
  return {
    member,
    name: first?.name ?? null,
    initials: first?.initials ?? null,
    color: first?.color ?? "",
    isMe: false,
    isIdle: all.length > 0 && all.every(([, session]) => session.isIdle),
    isHidden: all.length > 0 && all.every(([, session]) => session.isHidden),
    devices: devices.filter(isTold),
    caretOf: busiestFirst.find(([, session]) => session.cursor !== null)?.[0] ?? null,
    viewOf: busiestFirst.find(([, session]) => session.device !== null && !session.isHidden)?.[0] ?? null,
    followsMe: all.some(([, session]) => session.following === ownClient),
  };
}

function samePeople(a: readonly PersonHere[], b: readonly PersonHere[]): boolean {
  return a.length === b.length && a.every((person, index) => samePerson(person, b[index]));
}

function samePerson(one: PersonHere, other: PersonHere | undefined): boolean {
  return (
    other !== undefined &&
    one.member === other.member &&
    one.name === other.name &&
    one.initials === other.initials &&
    one.color === other.color &&
    one.isIdle === other.isIdle &&
    one.isHidden === other.isHidden &&
    one.devices.join() === other.devices.join() &&
    one.caretOf === other.caretOf &&
    one.viewOf === other.viewOf &&
    one.followsMe === other.followsMe
  );
}
