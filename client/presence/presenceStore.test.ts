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
  const caretAt = (clock: number) => {
    const place = { item: { client: 1, clock } };
    return { user: userOf("b", "Ben"), cursor: { anchor: place, head: place } };
  };
  says(ben, caretAt(1));
  let told = 0;
  store.subscribe(() => told++);
  const before = store.people();
  says(ben, caretAt(2));
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

test("somebody is idle when all of their tabs are, and is met at the one that is not", () => {
  const { store, joins, says } = openRoom();
  const desk = joins("b", "Ben");
  const pocket = joins("b", "Ben");
  const place = { tname: "default" };
  const user = userOf("b", "Ben");
  const cursor = { anchor: place, head: place };
  says(desk, { user, device: "computer", idle: true, cursor });
  expect(ben(store)).toMatchObject({ isIdle: false, devices: ["computer"], caretOf: desk.clientID });
  says(pocket, { user, device: "phone", cursor });
  expect(ben(store)).toMatchObject({ isIdle: false, devices: ["computer", "phone"], caretOf: pocket.clientID });
  says(pocket, { user, device: "phone", idle: true, cursor });
  expect(ben(store)?.isIdle).toBe(true);
});

test("who hides has no caret to go to and nothing to follow, and the list says that it is hidden", () => {
  const { store, joins, says } = openRoom();
  const session = joins("b", "Ben");
  const place = { tname: "default" };
  says(session, { user: userOf("b", "Ben"), device: "computer", hidden: true, cursor: { anchor: place, head: place } });
  expect(ben(store)).toMatchObject({ isHidden: true, caretOf: null, viewOf: null });
});

test("who follows this page is named, and no stock client can be followed", () => {
  const { store, joins, says, own } = openRoom();
  const session = joins("b", "Ben");
  expect(ben(store)).toMatchObject({ followsMe: false, viewOf: null, devices: [] });
  says(session, { user: userOf("b", "Ben"), device: "phone", following: own });
  expect(ben(store)).toMatchObject({ followsMe: true, viewOf: session.clientID });
});

test("one is told oneself that one's caret is hidden, and never that one is idle", () => {
  const { store, sayMyself } = openRoom();
  sayMyself("hidden", true);
  sayMyself("idle", true);
  expect(store.people()[0]).toMatchObject({ isMe: true, isHidden: true, isIdle: false });
});

test("five hundred people are all in the list", () => {
  const { store, joins } = openRoom();
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  for (let index = 0; index < 500; index++) {
    const id = `b${letters[index % 32]}${letters[Math.floor(index / 32)]}`.padEnd(26, "c");
    joins(id, `Person ${index}`);
  }
  expect(store.people()).toHaveLength(501);
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
  return (letter.length === 26 ? letter : letter.repeat(26)) as MemberId;
}

function ben(store: ReturnType<typeof createPresenceStore>) {
  return store.people().find(({ name }) => name === "Ben");
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
    own: awareness.clientID,
    sayMyself: (field: string, value: unknown) => awareness.setLocalStateField(field, value),
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
