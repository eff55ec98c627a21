import type { AddressInfo } from "node:net";
import express from "express";
import { expect, test } from "vitest";
import { refuse } from "../../shared/refusal.ts";
import { errorHandler } from "./errors.ts";

/** What the handler answers when a route throws `error`, and what it logs. */
async function answerTo(error: unknown) {
  const logged: object[] = [];
  const log = (fields: object) => void logged.push(fields);
  const app = express();
  app.get("/", () => {
    throw error;
  });
  app.use(errorHandler({ warn: log, error: log }));
  const server = app.listen(0, "127.0.0.1");
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { status: response.status, body: (await response.json()) as { code: string; sentence: string }, logged };
  } finally {
    server.close();
  }
}

test("a bug is logged whole, once, and told in one plain sentence", async () => {
  const error = new Error("password is hunter2");
  const { status, body, logged } = await answerTo(error);
  expect([status, body.code]).toEqual([500, "bug"]);
  expect(JSON.stringify(body)).not.toContain("hunter2");
  expect(logged).toEqual([{ err: error }]);
});

test("a refusal tells its own code and sentence, and is nothing to log", async () => {
  const { status, body, logged } = await answerTo(refuse("forbidden", "Viewers cannot rename."));
  expect([status, body]).toEqual([403, { code: "forbidden", sentence: "Viewers cannot rename." }]);
  expect(logged).toEqual([]);
});

test("a full disk is no bug: it is told as such, and its cause is logged", async () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const { status, body, logged } = await answerTo(error);
  expect([status, body.code]).toEqual([507, "storage-failed"]);
  expect(body.sentence).not.toContain("ENOSPC");
  expect(logged).toHaveLength(1);
});
