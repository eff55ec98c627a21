import { expect, test } from "vitest";
import { frameType, syncFrame, syncStep } from "../../shared/frames.ts";
import { judgeUpdate } from "../gate/judgeUpdate.ts";
import {
  emptyAnswer,
  framesOf,
  fromNothing,
  openTestRooms,
  paragraphUpdate,
  textOf,
  turns,
  types,
} from "./testing/openTestRooms.ts";

test("two people write, agree, and a replay of the log from its first entry agrees too", async () => {
  const { person, settle, replayed } = await openTestRooms();
  const ana = person("Ana");
  const ben = person("Ben");
  await settle(ana, ben);
  types(ana, "Hello");
  types(ben, "World");
  await settle(ana, ben);
  expect(textOf(ana)).toContain("Hello");
  expect(textOf(ben)).toBe(textOf(ana));
  expect(await replayed()).toBe(textOf(ana));
  expect(ana.isAcknowledged).toBe(true);
});

test("a room unloads after the last session has left, keeps everything, and a rejoin in that moment makes no second room", async () => {
  const { person, redial, settle, rooms, time, world } = await openTestRooms();
  const ana = person("Ana");
  await settle(ana);
  types(ana, "kept");
  await settle(ana);
  ana.hangUp();
  expect(rooms.counts()).toEqual({ rooms: 1, sessions: 0 });
  time.advance(59_000);
  redial(ana);
  await settle(ana);
  expect(world.loads).toBeLessThanOrEqual(2);
  ana.hangUp();
  time.advance(61_000);
  // The room is on its way out; who comes now must find one room with everything.
  const ben = person("Ben");
  redial(ana);
  await settle(ana, ben);
  expect(rooms.counts()).toEqual({ rooms: 1, sessions: 2 });
  types(ana, "more");
  await settle(ana, ben);
  expect(textOf(ben)).toContain("kept");
  expect(textOf(ben)).toBe(textOf(ana));
  ana.hangUp();
  ben.hangUp();
  time.advance(61_000);
  await turns();
  expect(rooms.counts().rooms).toBe(0);
});

test("a thousand joins of a document nobody has opened open one room", async () => {
  const { connect, world, rooms } = await openTestRooms();
  await Promise.all(Array.from({ length: 1000 }, () => connect()));
  expect(rooms.counts()).toEqual({ rooms: 1, sessions: 1000 });
  // A new document is read again once its epoch stands.
  expect(world.loads).toBe(2);
});

test("a bug in what is derived from the text does not cost the document its room", async () => {
  const { person, settle, world, time } = await openTestRooms();
  world.onQuiet = () => {
    throw new Error("cannot derive");
  };
  const ana = person("Ana");
  await settle(ana);
  types(ana, "words");
  await settle(ana);
  time.advance(4_000);
  types(ana, "more");
  await settle(ana);
  expect(ana.closeCode).toBeNull();
  expect(ana.isAcknowledged).toBe(true);
});

test("content that needs a higher schema parts with older pages before it reaches them", async () => {
  const { connect, world } = await openTestRooms();
  const older = await connect();
  const newer = await connect({ schema: 2 });
  for (const socket of [older, newer]) {
    socket.session.receive(fromNothing);
    socket.session.receive(emptyAnswer);
  }
  await turns();
  world.judge = (doc, update, limits) => {
    const judgement = judgeUpdate(doc, update, limits);
    return judgement.verdict === "accept" ? { ...judgement, schema: 2 } : judgement;
  };
  const before = framesOf(older, frameType.sync).length;
  newer.session.receive(syncFrame(syncStep.update, paragraphUpdate("new kind")));
  await turns();
  expect(older.closed?.code).toBe(4406);
  expect(framesOf(older, frameType.sync)).toHaveLength(before);
  await expect(connect({ schema: 1 })).rejects.toThrow("this version of the editor does not know");
  world.judge = judgeUpdate;
});

test("the server's clock going back does not make an entry older than the one before it", async () => {
  const { person, settle, log, documentId, time } = await openTestRooms();
  const ana = person("Ana");
  await settle(ana);
  time.advance(5_000);
  types(ana, "one");
  await settle(ana);
  time.setBack(60_000);
  types(ana, "two");
  await settle(ana);
  const moments = (await log.entries(documentId, 0, 10)).map((entry) => entry.at);
  expect(moments.length).toBeGreaterThan(1);
  expect(moments).toEqual([...moments].sort((a, b) => a - b));
});
