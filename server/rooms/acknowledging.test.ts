import { expect, test } from "vitest";
import * as Y from "yjs";
import { barrierFrame, frameType, syncFrame, syncStep } from "../../shared/frames.ts";
import { heldLog } from "../storage/testing/heldLog.ts";
import {
  emptyAnswer,
  framesOf,
  fromNothing,
  hasAnswer,
  openTestRooms,
  paragraphUpdate,
  textOf,
  turns,
  types,
} from "./testing/openTestRooms.ts";

test("peers see an edit only after it is written, and its author is told only after it is synced", async () => {
  const { connect, world, log } = await openTestRooms();
  const author = await connect();
  const peer = await connect();
  for (const socket of [author, peer]) {
    socket.session.receive(fromNothing);
    socket.session.receive(emptyAnswer);
  }
  await turns();
  const held = heldLog(log);
  world.log = { ...log, append: held.append };
  peer.received = [];
  author.session.receive(syncFrame(syncStep.update, paragraphUpdate("kept")));
  author.session.receive(barrierFrame(1));
  await turns();
  expect(framesOf(peer, frameType.sync)).toHaveLength(0);
  held.letWritten();
  await turns();
  expect(framesOf(peer, frameType.sync)).toHaveLength(1);
  expect(hasAnswer(author)).toBe(false);
  held.letDurable();
  await turns();
  expect(framesOf(author, frameType.barrier).at(-1)).toEqual(new Uint8Array([frameType.barrier, 1, 1, 1]));
});

test("an edit sent again inside the sync window is not acknowledged before it is synced", async () => {
  const { connect, world, log } = await openTestRooms();
  const first = await connect();
  first.session.receive(fromNothing);
  first.session.receive(emptyAnswer);
  await turns();
  const held = heldLog(log);
  held.letWritten();
  world.log = { ...log, append: held.append };
  const update = paragraphUpdate("twice");
  first.session.receive(syncFrame(syncStep.update, update));
  first.session.leave();
  const again = await connect();
  again.session.receive(fromNothing);
  again.session.receive(syncFrame(syncStep.two, update));
  again.session.receive(barrierFrame(1));
  await turns();
  expect(hasAnswer(again)).toBe(false);
  held.letDurable();
  await turns();
  expect(hasAnswer(again)).toBe(true);
});

test("a barrier before the page's first answer waits, because offline deletions may still be on the page alone", async () => {
  const { connect } = await openTestRooms();
  const socket = await connect();
  socket.session.receive(fromNothing);
  socket.session.receive(barrierFrame(1));
  await turns();
  expect(hasAnswer(socket)).toBe(false);
  socket.session.receive(emptyAnswer);
  await turns();
  expect(hasAnswer(socket)).toBe(true);
});

test("an update whose predecessors are missing is dropped and asked for, and acknowledged only once all is there", async () => {
  const { connect, replayed } = await openTestRooms();
  const socket = await connect();
  socket.session.receive(fromNothing);
  socket.session.receive(emptyAnswer);
  await turns();
  const doc = new Y.Doc();
  doc.clientID = 901;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  const text = new Y.XmlText("one");
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [text]);
  doc.getXmlFragment("default").push([paragraph]);
  text.insert(3, " two");
  socket.received = [];
  socket.session.receive(syncFrame(syncStep.update, updates[1] as Uint8Array));
  socket.session.receive(barrierFrame(2));
  await turns();
  expect(framesOf(socket, frameType.sync)).toHaveLength(1);
  expect(hasAnswer(socket)).toBe(false);
  socket.session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc)));
  await turns();
  expect(hasAnswer(socket)).toBe(true);
  expect(await replayed()).toContain("one two");
});

test("a socket that answers with one gap after another is closed to try again", async () => {
  const { connect } = await openTestRooms();
  const socket = await connect();
  socket.session.receive(fromNothing);
  const doc = new Y.Doc();
  doc.clientID = 902;
  doc.getXmlFragment("default").push([new Y.XmlElement("paragraph")]);
  const before = Y.encodeStateVector(doc);
  doc.getXmlFragment("default").push([new Y.XmlElement("paragraph")]);
  const late = Y.encodeStateAsUpdate(doc, before);
  for (let count = 0; count < 3; count++) socket.session.receive(syncFrame(syncStep.two, late));
  expect(socket.closed?.code).toBe(4501);
});

test.each([
  "update",
  "afterTransaction",
  "beforeObserverCalls",
  "afterTransactionCleanup",
  "beforeTransaction",
] as const)(
  "an exception in a listener of %s fails the room without acknowledging, and the page's words arrive all the same",
  async (event) => {
    const { person, redial, settle, world, replayed } = await openTestRooms();
    const ana = person("Ana");
    const ben = person("Ben");
    await settle(ana, ben);
    types(ana, "before");
    await settle(ana, ben);
    world.beforeJudging = (doc) => {
      world.beforeJudging = () => {};
      doc.on(event, () => {
        throw new Error("An injected listener threw.");
      });
    };
    types(ana, "kept");
    while (ana.deliverToServer());
    await turns();
    expect(ana.closeCode).toBe(4500);
    expect(ben.closeCode).toBe(4500);
    expect(ana.isAcknowledged).toBe(false);
    for (const page of [ana, ben]) redial(page);
    await settle(ana, ben);
    expect(textOf(ben)).toContain("kept");
    expect(await replayed()).toBe(textOf(ben));
    expect(ana.isAcknowledged).toBe(true);
  },
);

test("a failed write closes the room, acknowledges nothing, and what was typed is sent again", async () => {
  const { person, redial, settle, world, log, replayed } = await openTestRooms();
  const ana = person("Ana");
  const ben = person("Ben");
  await settle(ana, ben);
  world.log = {
    ...log,
    append: (_documentId, _ask, listener) => queueMicrotask(() => listener.failed(new Error("No space left."))),
  };
  types(ana, "words");
  while (ana.deliverToServer());
  await turns();
  expect(ana.closeCode).toBe(4500);
  expect(textOf(ben)).toBe("");
  world.log = log;
  for (const page of [ana, ben]) redial(page);
  await settle(ana, ben);
  expect(textOf(ben)).toContain("words");
  expect(await replayed()).toContain("words");
});
