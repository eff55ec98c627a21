/** What whoever appends to an update log must hear, and in which order, whatever stands behind it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UpdateLog } from "../updateLog.ts";
import { appended, edit, newDocumentId, textOf } from "./entries.ts";
import { hears } from "./hears.ts";
import type { LogPlace } from "./updateLog.contract.ts";

export function appendListenerContract(name: string, makePlace: () => Promise<LogPlace>): void {
  describe(`${name} keeps the contract with those who append`, () => {
    let place: LogPlace;
    let log: UpdateLog;

    beforeEach(async () => {
      place = await makePlace();
      log = await place.open();
    });
    afterEach(async () => {
      await log.close();
      await place.remove();
    });

    test("a listener hears written and then durable, each once, in the order of the calls", async () => {
      const id = newDocumentId();
      const heard: string[] = [];
      const calls = Array.from({ length: 20 }, (_, index) => {
        const { listener, isOver } = hears(heard, String(index));
        log.append(id, { after: index, entries: [edit(`call ${index}`)] }, listener);
        return isOver;
      });
      // Neither of the two comes before `append` returns.
      expect(heard).toEqual([]);
      await Promise.all(calls);
      await log.fold();
      expect(heard.filter((what) => what.includes("written"))).toEqual(calls.map((_, n) => `${n} written ${n + 1}`));
      expect(heard.filter((what) => what.includes("durable"))).toEqual(calls.map((_, n) => `${n} durable`));
      for (const n of calls.keys()) {
        expect(heard.indexOf(`${n} durable`)).toBeGreaterThan(heard.indexOf(`${n} written ${n + 1}`));
      }
      expect(heard).toHaveLength(40);
    });

    test("a listener whose append does not follow the head hears that, and nothing else", async () => {
      const id = newDocumentId();
      await appended(log, id, 0, edit("a"));
      const heard: string[] = [];
      log.append(id, { after: 0, entries: [edit("b")] }, hears(heard, "late").listener);
      log.append(id, { after: 2, entries: [edit("b")] }, hears(heard, "early").listener);
      await appended(log, id, 1, edit("b"));
      expect(heard).toEqual(["late moved 1", "early moved 1"]);
    });

    test("a listener may append again while it is told, and comes after those who called before", async () => {
      const id = newDocumentId();
      const heard: string[] = [];
      const again = hears(heard, "again");
      const second = hears(heard, "second");
      // Of a document that the log has to look up first, all that wait are served in one step.
      log.append(
        id,
        { after: 5, entries: [] },
        {
          ...hears(heard, "first").listener,
          moved: () => log.append(id, { after: 1, entries: [edit("again")] }, again.listener),
        },
      );
      log.append(id, { after: 0, entries: [edit("second")] }, second.listener);
      await Promise.all([again.isOver, second.isOver]);
      expect((await log.load(id)).entries.map(textOf)).toEqual(["second", "again"]);
    });

    test("what a listener throws keeps nobody else from being told, and is not swallowed", async () => {
      const id = newDocumentId();
      const heard: string[] = [];
      const thrown = await uncaughtWhile(async () => {
        log.append(
          id,
          { after: 0, entries: [edit("a")] },
          {
            ...hears(heard, "first").listener,
            written() {
              throw new Error("A listener threw.");
            },
          },
        );
        const second = hears(heard, "second");
        log.append(id, { after: 1, entries: [edit("b")] }, second.listener);
        await second.isOver;
      });
      expect(thrown).toEqual(["A listener threw."]);
      expect(heard).toEqual(["second written 2", "first durable", "second durable"]);
      expect((await log.load(id)).entries.map(textOf)).toEqual(["a", "b"]);
    });
  });
}

/** Messages of the errors that nobody caught meanwhile. */
async function uncaughtWhile(act: () => Promise<void>): Promise<string[]> {
  const others = process.listeners("uncaughtException");
  const messages: string[] = [];
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => messages.push(error.message));
  try {
    await act();
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const other of others) process.on("uncaughtException", other);
  }
  return messages;
}
