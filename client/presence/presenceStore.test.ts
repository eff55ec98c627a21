import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import type { MemberId } from "../../shared/ids.ts";
import { createPresenceStore } from "./presenceStore.ts";

const me = { member: memberId("a"), name: "Ana", initials: null, color: "#aa3300" };

test("one starts alone, and first", () => {
  const { store } = openRoom();
  expect(names(store)).toEqual(["Ana"]);
  expect(store.people()[0]?.isMe).toBe(true);
});

test("a member with two tabs is one person, until the last of them closes", () => {
  const { store, joins, leaves } = openRoom();
  const first = joins("b", "Ben");
  const second = joins("b", "Ben");
  expect(names(store)).toEqual(["Ana", "Ben"]);
  leaves(first);
  expect(names(store)).toEqual(["Ana", "Ben"]);
  leaves(second);
  expect(names(store)).toEqual(["Ana"]);
});

test("my other tab does not list me twice", () => {
  const { store, joins } = openRoom();
  joins("a", "Ana");
  expect(names(store)).toEqual(["Ana"]);
});

test("people keep their places when somebody leaves and another comes", () => {
  const { store, joins, leaves } = openRoom();
  const ben = joins("b", "Ben");
  joins("c", "Cem");
  leaves(ben);
  joins("d", "Dora");
  joins("b", "Ben");
  expect(names(store)).toEqual(["Ana", "Cem", "Dora", "Ben"]);
});

test("a moving caret tells nobody and keeps the same list", () => {
  const { store, joins, says } = openRoom();
  const ben = joins("b", "Ben");
  let told = 0;
  store.subscribe(() => told++);
  const before = store.people();
  says(ben, { user: userOf("b", "Ben"), cursor: { anchor: { tname: "default" }, head: { tname: "default" } } });
  expect(told).toBe(0);
  expect(store.people()).toBe(before);
  says(ben, { user: userOf("b", "Benjamin") });
  expect(told).toBe(1);
  expect(names(store)).toEqual(["Ana", "Benjamin"]);
});

test("initials that somebody chose are known, and change", () => {
  const { store, joins, says } = openRoom();
  const ben = joins("b", "Ben");
  expect(store.people()[1]?.initials).toBeNull();
  says(ben, { user: { ...userOf("b", "Ben"), initials: "ÖB" } });
  expect(store.people()[1]?.initials).toBe("ÖB");
});

test("whoever no longer listens is no longer told", () => {
  const { store, joins } = openRoom();
  let told = 0;
  const stop = store.subscribe(() => told++);
  stop();
  joins("b", "Ben");
  expect(told).toBe(0);
});

function memberId(letter: string): MemberId {
  return letter.repeat(26) as MemberId;
}

function userOf(letter: string, name: string) {
  return { name, color: "#0055aa", member: memberId(letter) };
}

function names(store: ReturnType<typeof createPresenceStore>) {
  return store.people().map((person) => person.name);
}

function openRoom() {
  const awareness = new Awareness(new Y.Doc());
  const store = createPresenceStore(awareness, me);
  store.subscribe(() => {});
  const says = (session: Awareness, state: Record<string, unknown>) => {
    session.setLocalState(state);
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(session, [session.clientID]), "peer");
  };
  return {
    store,
    says,
    joins(letter: string, name: string): Awareness {
      const session = new Awareness(new Y.Doc());
      says(session, { user: userOf(letter, name) });
      return session;
    },
    leaves(session: Awareness) {
      removeAwarenessStates(awareness, [session.clientID], "peer");
    },
  };
}
