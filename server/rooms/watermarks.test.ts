import { expect, test } from "vitest";
import { Watermarks } from "./watermarks.ts";

function marked() {
  const told: string[] = [];
  const broken: unknown[] = [];
  const marks = new Watermarks((error) => broken.push(error));
  return { marks, told, broken, tell: (line: string) => () => void told.push(line) };
}

test("what leaves waits until everything applied before it is written, and keeps its order", () => {
  const { marks, told, tell } = marked();
  marks.whenWritten(tell("nothing to wait for"));
  marks.entryApplied();
  marks.whenWritten(tell("first"));
  marks.entryApplied();
  marks.whenWritten(tell("second"));
  expect(told).toEqual(["nothing to wait for"]);
  marks.writtenUpTo(1);
  expect(told).toEqual(["nothing to wait for", "first"]);
  marks.writtenUpTo(2);
  expect(told.at(-1)).toBe("second");
});

test("an acknowledgement waits for the sync of everything applied, and being written is not enough", () => {
  const { marks, told, tell } = marked();
  marks.entryApplied();
  marks.whenSynced(tell("saved"));
  marks.writtenUpTo(1);
  expect(told).toEqual([]);
  marks.syncedUpTo(1);
  expect(told).toEqual(["saved"]);
  expect(marks.isSettled).toBe(true);
});

test("a mark never goes back", () => {
  const { marks, told, tell } = marked();
  marks.entryApplied();
  marks.syncedUpTo(1);
  marks.syncedUpTo(0);
  marks.whenSynced(tell("saved"));
  expect(told).toEqual(["saved"]);
});

test("at the end everybody who waits is told that it failed, and so is who asks later", () => {
  const { marks, told, tell } = marked();
  marks.entryApplied();
  marks.whenWritten(tell("never"), tell("not written"));
  marks.whenSynced(tell("never"), tell("not synced"));
  marks.end();
  marks.whenSynced(tell("never"), tell("too late"));
  marks.writtenUpTo(1);
  marks.syncedUpTo(1);
  expect(told).toEqual(["not written", "not synced", "too late"]);
});

test("something that throws when its time comes is told, and nothing runs past it", () => {
  const { marks, told, broken, tell } = marked();
  marks.entryApplied();
  marks.whenWritten(() => {
    throw new Error("cannot leave");
  });
  marks.whenWritten(tell("after it"));
  marks.writtenUpTo(1);
  expect(broken).toHaveLength(1);
  expect(told).toEqual([]);
});
