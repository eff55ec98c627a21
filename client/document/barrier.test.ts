import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Barrier, openBarrier } from "./barrier.ts";

let asked: number[];
let barrier: Barrier;
let now: number;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  now = 1_000;
  barrier = openBarrier({ send: (version) => asked.push(version), now: () => now });
});
afterEach(() => vi.useRealTimers());

function answer(version: number, handedTo = 0, syncedSeq = 0): void {
  barrier.answered({ version, handedTo, syncedSeq });
}

test("one question is under way at a time, and the next covers all that came meanwhile", () => {
  barrier.opened();
  answer(0);
  for (let key = 0; key < 5; key++) {
    barrier.edited(1);
    barrier.ask();
  }
  expect(asked).toEqual([0, 1]);
  answer(1);
  expect(asked).toEqual([0, 1, 5]);
  expect(barrier.facts().unsaved).toBe(4);
});

test("the age of what is unsaved is the age of its oldest edit", () => {
  barrier.opened();
  answer(0);
  barrier.edited(1);
  now = 2_000;
  barrier.edited(2);
  expect(barrier.facts()).toMatchObject({ unsaved: 3, unsavedSince: 1_000 });
  answer(1);
  expect(barrier.facts()).toMatchObject({ unsaved: 2, unsavedSince: 2_000 });
  answer(3);
  expect(barrier.facts()).toMatchObject({ unsaved: 0, unsavedSince: null, savedAt: 2_000 });
});

test("an answer about more edits than were made is not believed", () => {
  barrier.edited(1);
  barrier.opened();
  answer(9);
  barrier.edited(1);
  expect(barrier.facts().unsaved).toBe(1);
});

test("a question that covers nothing new does not change to how many the last edits went", () => {
  barrier.edited(1);
  barrier.opened();
  answer(1, 3);
  answer(1, 0);
  expect(barrier.facts().handedTo).toBe(3);
});

test("the synced seq never goes back", () => {
  barrier.opened();
  answer(0, 0, 8);
  answer(0, 0, 5);
  expect(barrier.seen()).toBe(8);
});

test("nothing is asked while the socket is closed", () => {
  barrier.opened();
  barrier.closed();
  barrier.edited(1);
  barrier.ask();
  barrier.readSomething();
  vi.advanceTimersByTime(10_000);
  expect(asked).toEqual([0]);
});

test("a reader asks at most once in two seconds", () => {
  barrier.opened();
  answer(0);
  for (let second = 0; second < 20; second++) {
    barrier.readSomething();
    vi.advanceTimersByTime(100);
  }
  expect(asked).toEqual([0, 0]);
});
