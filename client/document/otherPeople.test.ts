import { expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { MemberId } from "../../shared/ids.ts";
import { otherPeopleIn } from "./otherPeople.ts";

const memberId = (letter: string) => letter.repeat(26) as MemberId;

function roomWith(...letters: string[]): Awareness {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ user: { name: "Ana", color: "#aa3300", member: memberId("a") } });
  letters.forEach((letter, index) => {
    awareness.states.set(index + 1, { user: { name: letter, color: "#0055aa", member: memberId(letter) } });
  });
  return awareness;
}

test("people are counted and not tabs, and my own other tabs are nobody else", () => {
  expect(otherPeopleIn(roomWith(), memberId("a"))).toEqual({ people: 0, ownTabs: 0 });
  expect(otherPeopleIn(roomWith("a"), memberId("a"))).toEqual({ people: 0, ownTabs: 1 });
  expect(otherPeopleIn(roomWith("b", "a", "b", "c"), memberId("a"))).toEqual({ people: 2, ownTabs: 1 });
});

test("a session that does not say whose it is counts for nobody", () => {
  const room = roomWith("b");
  room.states.set(90, {});
  room.states.set(91, { user: { name: "Stock", color: "#0055aa" } });
  expect(otherPeopleIn(room, memberId("a"))).toEqual({ people: 1, ownTabs: 0 });
});
