import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { readHello } from "./hello.ts";

const id = "abcdefghijklmnopqrstuvwxyz";
const asked = (url: string) => readHello({ url } as IncomingMessage);

test("a stock client announces nothing and counts as schema 1", () => {
  expect(asked(`/api/sync/${id}`)).toEqual({
    documentId: id,
    hello: { speaksAmbo: false, schema: 1, epoch: null, run: null, seenSeq: 0, hasOutbox: false },
  });
});

test("our page announces schema, epoch, what it has seen and its queue", () => {
  expect(asked(`/api/sync/${id}?ambo=1&schema=3&client=9&epoch=${id}&run=${id}&seen=42&outbox=1`).hello).toEqual({
    speaksAmbo: true,
    schema: 3,
    epoch: id,
    run: id,
    seenSeq: 42,
    hasOutbox: true,
  });
});

test("what is no document id is not found, and parameters out of shape are malformed", () => {
  for (const path of ["", "x", `${id}a`, id.toUpperCase(), "..%2f..", `${id}/other`]) {
    expect(() => asked(`/api/sync/${path}`)).toThrowError(expect.objectContaining({ code: "not-found" }));
  }
  for (const params of ["schema=-1", "schema=1e3", "seen=99999999999999999", "epoch=short", "run=short"]) {
    expect(() => asked(`/api/sync/${id}?${params}`)).toThrowError(expect.objectContaining({ code: "malformed" }));
  }
});
