import { expect, test } from "vitest";
import { endWhenStalled } from "./endWhenStalled.ts";

function openAnswer() {
  const due: (() => void)[] = [];
  const answer = {
    socket: { bytesWritten: 0 },
    writableNeedDrain: true,
    isEnded: false,
    destroy: () => void Object.assign(answer, { isEnded: true }),
  };
  const after = (_ms: number, run: () => void) => {
    due.push(run);
    return { cancel: () => void due.splice(due.indexOf(run), 1) };
  };
  const isOver = endWhenStalled(answer as unknown as Parameters<typeof endWhenStalled>[0], {
    stallMs: 30_000,
    stallBytes: 1_000,
    after,
  });
  return { answer, isOver, due, timePasses: () => due.shift()?.() };
}

test("an answer that is read slowly goes on, and ends when it is hardly read", () => {
  const { answer, timePasses, due } = openAnswer();
  answer.socket.bytesWritten = 1_000;
  timePasses();
  expect(answer.isEnded).toBe(false);
  answer.socket.bytesWritten = 1_999;
  timePasses();
  expect(answer.isEnded).toBe(true);
  expect(due).toEqual([]);
});

test("an answer that waits for the server is left alone", () => {
  const { answer, timePasses } = openAnswer();
  answer.writableNeedDrain = false;
  timePasses();
  timePasses();
  expect(answer.isEnded).toBe(false);
});

test("an answer that is over is looked at no more", () => {
  const { isOver, due } = openAnswer();
  isOver();
  expect(due).toEqual([]);
});
