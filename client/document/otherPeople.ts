import type { Awareness } from "y-protocols/awareness";
import type { MemberId } from "../../shared/ids.ts";
import { readPresence } from "../../shared/readPresence.ts";

export interface OtherPeople {
  /** How many other members are here, however many tabs each of them has open. */
  people: number;
  /** How many other tabs of my own are here: they get my edits too, and are nobody else. */
  ownTabs: number;
}

/** Counts who else is in a document. Sessions that do not say whose they are count for nobody. */
export function otherPeopleIn(awareness: Awareness, me: MemberId | null): OtherPeople {
  const people = new Set<MemberId>();
  let ownTabs = 0;
  for (const [client, state] of awareness.getStates()) {
    const member = readPresence(state)?.person.member ?? null;
    if (client === awareness.clientID || member === null) continue;
    if (member === me) ownTabs++;
    else people.add(member);
  }
  return { people: people.size, ownTabs };
}
