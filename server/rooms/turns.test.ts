import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

function turning() {
  let ends: (() => void)[] = [];
  const done: string[] = [];
  const turns = createTurns((run) => ends.push(run));
  return {
    done,
    asks: (name: string) => turns(() => void done.push(name)),
    ends: () => {
      const due = ends;
      ends = [];
      for (const end of due) end();
    },
  };
}

test("on a quiet server who asks is served at once", () => {
  const { asks, ends, done } = turning();
  asks("first");
  expect(done).toEqual(["first"]);
  ends();
  asks("second");
  expect(done).toEqual(["first", "second"]);
});

test("who asks in the same turn waits for its end, and in the busy turn after it everybody does, in order", () => {
  const { asks, ends, done } = turning();
  for (const name of ["a", "b", "c"]) asks(name);
  expect(done).toEqual(["a"]);
  ends();
  expect(done).toEqual(["a", "b", "c"]);
  for (const name of ["d", "e"]) asks(name);
  expect(done).toEqual(["a", "b", "c"]);
  ends();
  expect(done).toEqual(["a", "b", "c", "d", "e"]);
});

test("one turn with a single one is enough to be quiet again", () => {
  const { asks, ends, done } = turning();
  for (const name of ["a", "b"]) asks(name);
  ends();
  asks("c");
  ends();
  asks("d");
  expect(done).toEqual(["a", "b", "c", "d"]);
});
