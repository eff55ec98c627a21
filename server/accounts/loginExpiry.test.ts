import { expect, test } from "vitest";
import { createTime } from "../simulation/time.ts";
import { openSideTable } from "../storage/levelSideTable.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { watchLoginExpiry } from "./loginExpiry.ts";
import type { Row } from "./loginRows.ts";
import { LoginWatch, loginRowsOf } from "./logins.ts";

const hourMs = 60 * 60 * 1000;
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function openWatch() {
  const machine = createSimulatedMachine(1);
  const level = await machine.level.open();
  const time = createTime();
  const ended: string[] = [];
  const rows = loginRowsOf(openSideTable<Row>(level, "logins"), new LoginWatch(({ loginId }) => ended.push(loginId)));
  const uses = openSideTable<number>(level, "uses");
  const warnings: string[] = [];
  const logger = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const watch = watchLoginExpiry({ rows, uses, now: time.now, after: time.after, logger });
  const add = async (id: string, lastsMs: number) => {
    await rows.insert({ id, token: id, userId: "ana", expiresAt: new Date(time.now() + lastsMs).toISOString() });
    await uses.put(id, time.now());
  };
  const passes = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      time.advance(hourMs);
      for (let turn = 0; turn < 20; turn++) await settled();
    }
  };
  return { machine, add, passes, ended, uses, watch, warnings };
}

test("who only keeps a socket is told within an hour that the login has run out, and nobody else is", async () => {
  const { add, passes, ended, uses } = await openWatch();
  await add("short", 1.5 * hourMs);
  await add("long", 30 * hourMs);
  await passes(1);
  expect(ended).toEqual([]);
  await passes(1);
  expect(ended).toEqual(["short"]);
  expect([await uses.get("short"), await uses.get("long")]).toEqual([null, expect.any(Number)]);
  await passes(29);
  expect(ended).toEqual(["short", "long"]);
});

test("a disk that fails is told, and it is tried again", async () => {
  const { machine, add, passes, ended, warnings } = await openWatch();
  await add("short", 1);
  machine.disk.fault = () => ({ code: "EIO" });
  await passes(1);
  expect([ended, warnings.length]).toEqual([[], 1]);
  machine.disk.fault = () => null;
  await passes(1);
  expect(ended).toEqual(["short"]);
});

test("once closed it looks no more", async () => {
  const { add, passes, ended, watch } = await openWatch();
  await add("short", 1);
  await watch.close();
  await passes(2);
  expect(ended).toEqual([]);
});
