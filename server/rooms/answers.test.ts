import { expect, test } from "vitest";
import * as Y from "yjs";
import { syncStep } from "../../shared/frames.ts";
import { createRandom } from "../simulation/random.ts";
import { Answers } from "./answers.ts";
import { updateIn } from "./testing/openTestRooms.ts";
import type { OutgoingFrame } from "./wire.ts";

/** A document that tells its answers what it applies, and a clock that only moves when it is told to. */
function openDocument() {
  const doc = new Y.Doc();
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const answers = new Answers(doc, (ms, run) => {
    const timer = { at: now + ms, run };
    timers.add(timer);
    return { cancel: () => timers.delete(timer) };
  });
  doc.on("update", (update: Uint8Array) => answers.applied(update));
  return {
    doc,
    answers,
    types: (text: string) => doc.getText("text").insert(0, text),
    passes(ms: number) {
      now += ms;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.run();
      }
    },
    timers: () => timers.size,
  };
}

const nothingKnown = Y.encodeStateVector(new Y.Doc());

function bringTo(copy: Y.Doc, frames: readonly OutgoingFrame[]): void {
  for (const frame of frames) Y.applyUpdate(copy, updateIn(frame.payload));
}

test("newcomers share one encoding of the document, and who comes after an edit gets that edit on top", () => {
  const { answers, types, doc } = openDocument();
  types("one");
  const first = answers.answer(nothingKnown, null);
  expect(answers.answer(nothingKnown, null)[0]).toBe(first[0]);
  types("two ");
  types("three ");
  const later = answers.answer(nothingKnown, null);
  expect(later[0]).toBe(first[0]);
  expect(later.map(({ payload }) => payload[1])).toEqual([syncStep.two, syncStep.update]);
  const copy = new Y.Doc();
  bringTo(copy, later);
  expect(copy.getText("text").toString()).toBe(doc.getText("text").toString());
});

test("what was built is let go when nobody else has come for a second", () => {
  const { answers, types, passes, timers } = openDocument();
  types("one");
  const first = answers.answer(nothingKnown, null)[0];
  passes(750);
  expect(answers.answer(nothingKnown, null)[0]).toBe(first);
  passes(750);
  expect(answers.answer(nothingKnown, null)[0]).toBe(first);
  passes(1_000);
  expect(timers()).toBe(0);
  expect(answers.answer(nothingKnown, null)[0]).not.toBe(first);
});

test("after a hundred edits without a newcomer the document is encoded afresh", () => {
  const { answers, types } = openDocument();
  types("one");
  const first = answers.answer(nothingKnown, null)[0];
  for (let count = 0; count < 101; count++) types("x");
  const frames = answers.answer(nothingKnown, null);
  expect(frames).toHaveLength(1);
  expect(frames[0]).not.toBe(first);
});

test("who has all text gets what is deleted, and it is built once for all of them", () => {
  const { answers, types, doc } = openDocument();
  types("one two");
  const copy = new Y.Doc();
  bringTo(copy, answers.answer(nothingKnown, null));
  doc.getText("text").delete(0, 4);
  const frames = answers.answer(Y.encodeStateVector(copy), null);
  expect(answers.answer(Y.encodeStateVector(copy), null)[0]).toBe(frames[0]);
  bringTo(copy, frames);
  expect(copy.getText("text").toString()).toBe("two");
  types("new ");
  expect(answers.answer(Y.encodeStateVector(doc), null)[0]).not.toBe(frames[0]);
});

test("a claim to have seen what the text does not show is not believed", () => {
  const { answers, types, doc } = openDocument();
  types("one ");
  types("two ");
  const copy = new Y.Doc();
  copy.getText("text").insert(0, "other");
  bringTo(copy, answers.answer(Y.encodeStateVector(copy), 2));
  for (const word of ["one", "two", "other"]) expect(copy.getText("text").toString()).toContain(word);
  expect(doc.getText("text").toString()).toBe("two one ");
});

test("what waits in the document for predecessors that a disk lost is in no answer, and stays in the document", () => {
  const { answers, types, doc } = openDocument();
  types("one");
  const writer = new Y.Doc();
  const updates: Uint8Array[] = [];
  writer.on("update", (update: Uint8Array) => updates.push(update));
  for (const word of ["lost", "kept", "kept too"]) writer.getText("text").insert(writer.getText("text").length, word);
  for (const update of updates.slice(1)) Y.applyUpdate(doc, update);
  const behind = new Y.Doc();
  Y.applyUpdate(behind, updates[0] as Uint8Array);
  for (const asker of [new Y.Doc(), behind]) {
    bringTo(asker, answers.answer(Y.encodeStateVector(asker), null));
    bringTo(asker, [answers.since(new Map([[doc.clientID, 0]]))]);
    expect(asker.getText("text").toString()).toContain("one");
    expect(asker.store.pendingStructs).toBeNull();
    expect(asker.store.pendingDs).toBeNull();
  }
  // The lost one is handed back, and all of it is there.
  Y.applyUpdate(doc, updates[0] as Uint8Array);
  expect(doc.getText("text").toString()).toContain("lostkeptkept too");
});

test("the question says what the document has now", () => {
  const { answers, types, doc } = openDocument();
  const before = answers.question().payload;
  types("one");
  expect(answers.question().payload).not.toEqual(before);
  expect(updateIn(answers.question().payload)).toEqual(Y.encodeStateVector(doc));
});

test.each([1, 2, 3, 4, 5, 6])("whoever fell behind at any point is brought up to date (seed %i)", (seed) => {
  const random = createRandom(seed);
  const { answers, doc, passes } = openDocument();
  const text = doc.getText("text");
  let count = 0;
  doc.on("update", () => count++);
  /** Copies, each with how many entries it has seen. */
  const copies = [{ copy: new Y.Doc(), seen: 0 }];
  for (let turn = 0; turn < 400; turn++) {
    if (text.length > 3 && random.chance(0.3)) text.delete(random.below(text.length - 2), 1 + random.below(2));
    else text.insert(random.below(text.length + 1), "x".repeat(1 + random.below(random.pick([3, 3, 3, 3_000]))));
    if (random.chance(0.1)) passes(random.below(1_500));
    if (random.chance(0.03)) copies.push({ copy: new Y.Doc(), seen: 0 });
    const behind = random.pick(copies);
    if (random.chance(0.3)) {
      const says = random.chance(0.7) ? behind.seen : null;
      bringTo(behind.copy, answers.answer(Y.encodeStateVector(behind.copy), says));
      behind.seen = count;
      expect(behind.copy.getText("text").toString()).toBe(text.toString());
    }
  }
});

test("a question that cannot be read is refused, and so is one of more than 64 kB", () => {
  const { answers } = openDocument();
  expect(() => answers.answer(new Uint8Array([2, 1]), null)).toThrowError(
    expect.objectContaining({ code: "malformed" }),
  );
  expect(() => answers.answer(new Uint8Array(64 * 1024 + 1), null)).toThrowError(
    expect.objectContaining({ code: "too-large" }),
  );
});
