import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { nextFrame, openRemoteUpdates } from "./remoteUpdates.ts";

let frames: Map<number, () => void>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  frames = new Map();
  let last = 0;
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => {
    frames.set(++last, run);
    return last;
  });
  vi.stubGlobal("cancelAnimationFrame", (frame: number) => frames.delete(frame));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a hidden page, which gets no frames, still takes its turn after a quarter of a second", () => {
  let turns = 0;
  nextFrame(() => turns++);
  vi.advanceTimersByTime(249);
  expect(turns).toBe(0);
  vi.advanceTimersByTime(1);
  expect(turns).toBe(1);
  expect(frames.size).toBe(0);
});

test("a frame takes the turn and the timer does not take it again", () => {
  let turns = 0;
  nextFrame(() => turns++);
  for (const run of [...frames.values()]) run();
  vi.advanceTimersByTime(1_000);
  expect(turns).toBe(1);
});

test("an update that cannot be applied is told and not passed over", () => {
  const failures: unknown[] = [];
  let applied = 0;
  const queue = openRemoteUpdates({
    doc: new Y.Doc(),
    origin: "server",
    nextTurn: () => () => {},
    applied: () => applied++,
    failed: (error) => failures.push(error),
  });
  queue.add(new Uint8Array([1, 255, 255, 3]));
  queue.flush();
  expect(failures).toHaveLength(1);
  expect(applied).toBe(0);
});

test("a queue that was closed applies nothing more", () => {
  const doc = new Y.Doc();
  const peer = new Y.Doc();
  peer.getText("default").insert(0, "a");
  const queue = openRemoteUpdates({ doc, origin: "server", nextTurn: nextFrame, applied() {}, failed() {} });
  queue.add(Y.encodeStateAsUpdate(peer));
  queue.close();
  for (const run of [...frames.values()]) run();
  vi.advanceTimersByTime(1_000);
  expect(doc.getText("default").toString()).toBe("");
});
