import { expect, test } from "vitest";
import { type Action, can, maxNameLength, parseName, roles } from "./member.ts";

const actions: Action[] = ["read", "comment", "edit", "rename", "delete"];

test("whoever stands higher may do all that whoever stands lower may", () => {
  roles.forEach((role, rank) => {
    for (const lower of roles.slice(rank + 1)) {
      for (const action of actions) {
        if (can(lower, action)) expect(can(role, action), `${role} ${action}, as ${lower}`).toBe(true);
      }
    }
  });
});

test("every role adds something, all may read, and owners alone delete", () => {
  const counts = roles.map((role) => actions.filter((action) => can(role, action)).length);
  expect(counts).toEqual([5, 4, 2, 1]);
  for (const role of roles) expect(can(role, "read")).toBe(true);
  expect(roles.filter((role) => can(role, "delete"))).toEqual(["owner"]);
  expect(roles.filter((role) => can(role, "edit"))).toEqual(["owner", "editor"]);
});

test.each<[string, unknown, string | null]>([
  ["a plain name", "Ana", "Ana"],
  ["white space around and within", "  Ana \t\n María  ", "Ana María"],
  ["letters of any script", "安娜 Ωμέγα 😀", "安娜 Ωμέγα 😀"],
  ["control characters", "A\u0000n\u0007a", "A n a"],
  ["a change of direction", "\u202eanA\u2066", "anA"],
  ["the longest name", "x".repeat(maxNameLength), "x".repeat(maxNameLength)],
  ["a name that is too long", "x".repeat(maxNameLength + 1), null],
  ["white space alone", " \u200b\u202e\n", null],
  ["nothing", "", null],
  ["half of a pair", "Ana\ud83d", null],
  ["no text", { toString: () => "Ana" }, null],
])("%s is read as it should be", (_what, text, name) => {
  expect(parseName(text)).toBe(name);
});

test("a name that was read reads as itself", () => {
  const name = parseName(" A\u202en\ta  ");
  expect(parseName(name)).toBe(name);
});

test("a name of nothing but invisible letters is no name, and joined emoji are one", () => {
  for (const invisible of ["\u200d", "\u3164", "\u00ad", "\u2060\u200d", "\u202e"])
    expect(parseName(invisible)).toBeNull();
  expect(parseName("👩‍🌾")).toBe("👩‍🌾");
});
