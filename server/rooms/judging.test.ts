import { expect, test } from "vitest";
import * as Y from "yjs";
import { syncFrame, syncStep } from "../../shared/frames.ts";
import { createRandom } from "../simulation/random.ts";
import { fromNothing, openTestRooms, paragraphUpdate, turns, types } from "./testing/openTestRooms.ts";

test("a viewer reads, tidies up without a close, and is refused for a written word", async () => {
  const { connect, person, settle, replayed } = await openTestRooms();
  const ana = person("Ana");
  await settle(ana);
  types(ana, "words");
  await settle(ana);
  const viewer = await connect({}, "viewer");
  viewer.session.receive(fromNothing);
  viewer.session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(ana.doc)));
  await turns();
  expect(viewer.closed).toBeNull();
  const before = await replayed();
  viewer.session.receive(syncFrame(syncStep.update, paragraphUpdate("forbidden")));
  expect(viewer.closed?.code).toBe(4403);
  await turns();
  expect(await replayed()).toBe(before);
});

test("who may not edit and takes marks away, as Yjs' tidying does, is passed over without a close", async () => {
  const { connect, person, settle, replayed } = await openTestRooms();
  const ana = person("Ana");
  await settle(ana);
  types(ana, "words");
  const text = (ana.doc.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText;
  text.format(0, 3, { bold: {} });
  await settle(ana);
  const before = await replayed();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ana.doc));
  const has = Y.encodeStateVector(copy);
  for (
    let item = (copy.getXmlFragment("default").get(0) as Y.XmlElement).get(0)._start;
    item !== null;
    item = item.right
  ) {
    const mark = item;
    if (mark.content instanceof Y.ContentFormat) copy.transact((transaction) => mark.delete(transaction));
  }
  const viewer = await connect({}, "viewer");
  viewer.session.receive(fromNothing);
  viewer.session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(copy, has)));
  await turns();
  expect(viewer.closed).toBeNull();
  expect(await replayed()).toBe(before);
});

test("a full document takes no more words, and can still be shortened", async () => {
  const { connect, replayed } = await openTestRooms({ maxDocumentBytes: 400 });
  const socket = await connect();
  socket.session.receive(fromNothing);
  const doc = new Y.Doc();
  doc.clientID = 905;
  Y.applyUpdate(doc, paragraphUpdate("x".repeat(250)));
  socket.session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc)));
  const full = await connect();
  full.session.receive(fromNothing);
  full.session.receive(syncFrame(syncStep.update, paragraphUpdate("y".repeat(200), 906)));
  expect(full.closed?.code).toBe(4413);
  const before = Y.encodeStateVector(doc);
  ((doc.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText).delete(0, 200);
  socket.session.receive(syncFrame(syncStep.update, Y.encodeStateAsUpdate(doc, before)));
  await turns();
  expect(socket.closed).toBeNull();
  expect((await replayed()).match(/x/g)).toHaveLength(50);
});

test("a long document that was written offline, or is a copy, is taken in one answer", async () => {
  const { connect, replayed } = await openTestRooms();
  const socket = await connect();
  socket.session.receive(fromNothing);
  const doc = new Y.Doc();
  doc.clientID = 930;
  doc.transact(() => {
    const paragraphs = Array.from({ length: 20_000 }, (_, index) => {
      const paragraph = new Y.XmlElement("paragraph");
      paragraph.insert(0, [new Y.XmlText(`line ${index}`)]);
      return paragraph;
    });
    doc.getXmlFragment("default").insert(0, paragraphs);
  });
  socket.session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc)));
  await turns();
  expect(socket.closed).toBeNull();
  expect(await replayed()).toContain("line 19999");
});

test("what Yjs tidies up on the server is nobody's edit, and reaches the author too", async () => {
  const { person, settle, log, documentId } = await openTestRooms();
  const ana = person("Ana");
  const ben = person("Ben");
  await settle(ana, ben);
  types(ana, "tidy");
  await settle(ana, ben);
  const random = createRandom(5);
  // Concurrent marks on the same letters leave some without effect, which Yjs takes away while applying.
  for (let round = 0; round < 600; round++) {
    const page = random.pick([ana, ben]);
    const text = (page.doc.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText;
    const from = random.below(text.length);
    const length = 1 + random.below(Math.min(6, text.length - from));
    if (random.chance(0.3)) text.insert(from, "ab");
    else if (random.chance(0.2) && text.length > 10) text.delete(from, length);
    else text.format(from, length, { bold: random.chance(0.5) ? {} : null });
    if (random.chance(0.4)) random.pick([ana, ben]).pump();
    if (random.chance(0.2)) await turns();
  }
  await settle(ana, ben);
  const kinds = (await log.entries(documentId, 0, 10_000)).map(({ kind, by }) => `${kind} ${by === null}`);
  expect(kinds).toContain("system true");
  expect(Y.equalSnapshots(Y.snapshot(ana.doc), Y.snapshot(ben.doc))).toBe(true);
});
