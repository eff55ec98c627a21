import { expect, test } from "vitest";
import { readPresence } from "./readPresence.ts";

const ben = { name: "Ben", color: "#0055AA", member: "b".repeat(26) };

test("a state as the server stamps it is read, without a caret where there is none", () => {
  const person = { ...ben, initials: null, color: "#0055aa" };
  expect(readPresence({ user: ben })).toEqual({ person, cursor: null });
  expect(readPresence({ user: ben, cursor: null, more: 1 })).toEqual({ person, cursor: null });
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
