import { expect, test } from "vitest";
import * as Y from "yjs";
import { frameType, syncStep } from "../../shared/frames.ts";
import {
  emptyAnswer,
  framesOf,
  fromNothing,
  openTestRooms,
  textOf,
  turns,
  types,
  updateIn,
} from "./testing/openTestRooms.ts";

test("a slow reader gets one update for all it missed, and holds nothing in memory meanwhile", async () => {
  const { connect, person, settle } = await openTestRooms({ lagBytes: 1000 });
  const slow = await connect();
  slow.session.receive(fromNothing);
  slow.session.receive(emptyAnswer);
  const ana = person("Ana");
  await settle(ana);
  slow.received = [];
  slow.buffered = 2000;
  for (let count = 0; count < 20; count++) {
    types(ana, `line ${count}`);
    await settle(ana);
  }
  expect(framesOf(slow, frameType.sync)).toHaveLength(0);
  slow.drain();
  await turns();
  const frames = framesOf(slow, frameType.sync);
  expect(frames).toHaveLength(1);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateIn(frames[0] as Uint8Array));
  expect(doc.getXmlFragment("default").toString()).toBe(textOf(ana));
});

test("a reader from whom nothing drains is closed to try again", async () => {
  const { connect, person, settle, time } = await openTestRooms({ lagBytes: 1000 });
  const slow = await connect();
  slow.session.receive(fromNothing);
  const ana = person("Ana");
  await settle(ana);
  slow.buffered = 2000;
  types(ana, "line");
  await settle(ana);
  time.advance(31_000);
  expect(slow.closed?.code).toBe(4508);
});

test("whoever reads nothing and asks for everything again and again gets one answer when the socket has drained", async () => {
  const { connect, person, settle } = await openTestRooms({ lagBytes: 1000 });
  const ana = person("Ana");
  await settle(ana);
  types(ana, "words");
  await settle(ana);
  const deaf = await connect();
  deaf.session.receive(fromNothing);
  deaf.session.receive(emptyAnswer);
  await turns();
  deaf.received = [];
  deaf.buffered = 2000;
  const askEverybody = new Uint8Array([frameType.queryAwareness]);
  for (let count = 0; count < 50; count++) {
    deaf.session.receive(fromNothing);
    deaf.session.receive(askEverybody);
  }
  await turns();
  expect(deaf.received).toEqual([]);
  deaf.drain();
  await turns();
  expect(framesOf(deaf, frameType.sync).filter((frame) => frame[1] === syncStep.two)).toHaveLength(1);
});
