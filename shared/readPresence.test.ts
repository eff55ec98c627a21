import { expect, test } from "vitest";
import { readPresence, whitelisted } from "./readPresence.ts";

const ben = { name: "Ben", color: "#0055AA", member: "b".repeat(26) };

test("a state as the server stamps it is read, without a caret where there is none", () => {
  const person = { ...ben, initials: null, color: "#0055aa" };
  const nothingTold = { device: null, isIdle: false, isHidden: false, following: null, view: null };
  expect(readPresence({ user: ben })).toEqual({ person, cursor: null, ...nothingTold });
  expect(readPresence({ user: ben, cursor: null, more: 1 })).toEqual({ person, cursor: null, ...nothingTold });
});

test("what a page tells of itself is read", () => {
  const state = { user: ben, device: "computer", idle: true, following: 12, view: { tname: "default" } };
  expect(readPresence(state)).toMatchObject({ device: "computer", isIdle: true, following: 12, isHidden: false });
  expect(readPresence(state)?.view?.tname).toBe("default");
});

test("of who hides neither caret nor view is believed", () => {
  const place = { tname: "default" };
  const read = readPresence({ user: ben, hidden: true, cursor: { anchor: place, head: place }, view: place });
  expect(read).toMatchObject({ isHidden: true, cursor: null, view: null });
});

test.each([
  ["a number", 7],
  ["nothing", null],
  ["a list", []],
  ["text", "cursor"],
])("of a state that is %s only its absence of a caret is passed on", (_, state) => {
  expect(whitelisted(state)).toEqual({ cursor: null });
});

test.each([
  ["nothing", null],
  ["a number", 7],
  ["no user", { cursor: null }],
  ["a user of text", { user: "Ben" }],
])("a state of %s is nobody", (_, state) => {
  expect(readPresence(state)).toBeNull();
});

test("a name, initials, a colour or a member that is none is not believed", () => {
  const user = { name: "x".repeat(500), initials: "ABCD", color: "red; background: url(x)", member: "../etc" };
  expect(readPresence({ user })?.person).toEqual({ member: null, name: null, initials: null, color: "#6b6862" });
});

test("initials that somebody chose are read", () => {
  expect(readPresence({ user: { ...ben, initials: "ÖB" } })?.person.initials).toBe("ÖB");
});

test.each([
  ["another root", { tname: "secret" }],
  ["nothing to stand on", {}],
  ["a negative clock", { item: { client: 1, clock: -1 } }],
  ["a fraction", { item: { client: 1.5, clock: 1 } }],
  ["a side of text", { tname: "default", assoc: "left" }],
  ["a type of text", { type: "x", tname: "default" }],
])("a caret at %s is no caret", (_, position) => {
  const read = readPresence({ user: ben, cursor: { anchor: { tname: "default" }, head: position } });
  expect(read?.cursor).toBeNull();
});

test("a caret as stock clients write it is read", () => {
  const position = { type: null, tname: null, item: { client: 3, clock: 9 }, assoc: -1 };
  const read = readPresence({ user: ben, cursor: { anchor: position, head: position } });
  expect(read?.cursor?.head).toMatchObject({ item: { client: 3, clock: 9 }, assoc: -1 });
});
