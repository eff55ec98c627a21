import { expect, test } from "vitest";
import type { NewEntry } from "../storage/updateLog.ts";
import { Batch } from "./batch.ts";
import type { Peer } from "./peer.ts";

function roomThatTells() {
  const told: string[] = [];
  const batch = new Batch({
    writtenUpTo: (count) => told.push(`written ${count}`),
    syncedUpTo: (count) => told.push(`synced ${count}`),
    fail: (reason) => told.push(reason),
  });
  return { batch, told };
}

test("written and synced are told as so many entries", () => {
  const { batch, told } = roomThatTells();
  batch.endsAt(7);
  batch.written();
  batch.durable();
  expect(told).toEqual(["written 7", "synced 7"]);
});

test("a log that moved fails the room", () => {
  const { batch, told } = roomThatTells();
  batch.moved();
  expect(told).toEqual(["Another process wrote to this document's log."]);
});

test("a failure fails the room, before the write and after it alike", () => {
  const before = roomThatTells();
  before.batch.failed(new Error("full"));
  expect(before.told).toEqual(["The journal could not be written."]);
  const after = roomThatTells();
  after.batch.endsAt(1);
  after.batch.written();
  after.batch.failed(new Error("broken"));
  expect(after.told).toEqual(["written 1", "The journal could not be synced."]);
});

test("a batch has an author only as long as one session made all of it", () => {
  const entry = {} as NewEntry;
  const [ana, ben] = [{} as Peer, {} as Peer];
  const { batch } = roomThatTells();
  batch.add(entry, ana);
  batch.add(entry, ana);
  expect(batch.soleAuthor).toBe(ana);
  batch.add(entry, ben);
  batch.add(entry, ben);
  expect(batch.soleAuthor).toBeNull();
});
