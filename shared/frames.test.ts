import * as decoding from "lib0/decoding";
import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import {
  barrierAnswerFrame,
  barrierFrame,
  frameType,
  heartbeatFrame,
  newsFrame,
  outboxFrame,
  readBarrierAnswer,
  syncFrame,
  syncStep,
} from "./frames.ts";

const opened = (frame: Uint8Array) => {
  const decoder = decoding.createDecoder(frame);
  return { type: decoding.readVarUint(decoder), decoder };
};
const numbers = [0, 1, 127, 128, 300, 2 ** 31, Number.MAX_SAFE_INTEGER];

test("a barrier's answer reads back as it was written, whatever its numbers", () => {
  for (const version of numbers) {
    for (const syncedSeq of numbers) {
      const answer = { version, handedTo: 3, syncedSeq };
      const { type, decoder } = opened(barrierAnswerFrame(answer));
      expect(type).toBe(frameType.barrier);
      expect(readBarrierAnswer(decoder)).toEqual(answer);
      expect(decoding.hasContent(decoder)).toBe(false);
    }
  }
});

test("a barrier's answer that is cut off anywhere throws", () => {
  const whole = barrierAnswerFrame({ version: 300, handedTo: 200, syncedSeq: 2 ** 40 });
  for (let length = 1; length < whole.length; length++) {
    const { decoder } = opened(whole.subarray(0, length));
    expect(() => readBarrierAnswer(decoder), `${length} bytes`).toThrow();
  }
});

test("a barrier holds its version and nothing else", () => {
  for (const version of numbers) {
    const { type, decoder } = opened(barrierFrame(version));
    expect([type, decoding.readVarUint(decoder)]).toEqual([frameType.barrier, version]);
    expect(decoding.hasContent(decoder)).toBe(false);
  }
});

test("a sync frame holds its step and its bytes", () => {
  const { type, decoder } = opened(syncFrame(syncStep.update, new Uint8Array([9, 8, 7])));
  expect([type, decoding.readVarUint(decoder)]).toEqual([frameType.sync, syncStep.update]);
  expect(decoding.readVarUint8Array(decoder)).toEqual(new Uint8Array([9, 8, 7]));
  expect(decoding.hasContent(decoder)).toBe(false);
});

test("news of any script arrives as it was written", () => {
  const json = JSON.stringify({ news: "titleChanged", title: "Ωμέγα 😀" });
  const { type, decoder } = opened(newsFrame(json));
  expect([type, decoding.readVarString(decoder)]).toEqual([frameType.news, json]);
});

test("an outbox frame holds every edit with its time, and none of them is the end", () => {
  const edits = [
    { madeAt: 1_764_000_000_000, update: new Uint8Array([1, 2]) },
    { madeAt: 0, update: new Uint8Array() },
  ];
  const { type, decoder } = opened(outboxFrame(edits));
  const count = decoding.readVarUint(decoder);
  const read = Array.from({ length: count }, () => ({
    madeAt: decoding.readVarUint(decoder),
    update: decoding.readVarUint8Array(decoder),
  }));
  expect([type, read]).toEqual([frameType.outbox, edits]);
  expect(outboxFrame([])).toEqual(new Uint8Array([frameType.outbox, 0]));
});

test("every frame type is one of its own, and ours stand apart from those of y-websocket", () => {
  const types = Object.values(frameType);
  expect(new Set(types).size).toBe(types.length);
  expect(types.filter((type) => type <= 3)).toEqual([0, 1, 2, 3]);
});

test("the heartbeat is presence that changes nobody and makes no event", () => {
  const { type, decoder } = opened(heartbeatFrame);
  expect(type).toBe(frameType.awareness);
  const awareness = new Awareness(new Y.Doc());
  let events = 0;
  awareness.on("update", () => events++);
  applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), "server");
  expect(events).toBe(0);
  expect(awareness.getStates().size).toBe(1);
  awareness.destroy();
});
