import type { Awareness } from "y-protocols/awareness";
import type { MemberId } from "../../shared/ids.ts";
import { readPresence } from "../../shared/readPresence.ts";

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

function foldPeople(awareness: Awareness, me: Me, before: readonly PersonHere[]): PersonHere[] {
  const here = new Map<MemberId, PersonHere>();
  for (const state of awareness.getStates().values()) {
    const person = readPresence(state)?.person;
    if (!person || person.member === null || person.member === me.member || here.has(person.member)) continue;
    here.set(person.member, { ...person, member: person.member, isMe: false });
  }
  const stayed = before.filter(({ member }) => here.has(member)).map(({ member }) => member);
  const order = new Set([...stayed, ...here.keys()]);
  const others = [...order].map((member) => here.get(member)).filter((person) => person !== undefined);
  return [{ ...me, isMe: true }, ...others];
}

function samePeople(a: readonly PersonHere[], b: readonly PersonHere[]): boolean {
  return (
    a.length === b.length &&
    a.every((person, index) => {
      const other = b[index];
      return (
        person.member === other?.member &&
        person.name === other.name &&
        person.initials === other.initials &&
        person.color === other.color
      );
    })
  );
}
