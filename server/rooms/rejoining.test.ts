import { expect, test } from "vitest";
import * as Y from "yjs";
import { frameType, outboxFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import { type EpochId, makeId, type RunId } from "../../shared/ids.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import {
  framesOf,
  fromNothing,
  openTestRooms,
  paragraphUpdate,
  textOf,
  turns,
  types,
  updateIn,
} from "./testing/openTestRooms.ts";

test("a page with a copy of another epoch, or one that has seen more than the log holds, is told so and merges nothing", async () => {
  const { connect, random, log, documentId } = await openTestRooms();
  await connect();
  const { epoch } = (await log.load(documentId)).head;
  await expect(connect({ epoch: makeId<EpochId>(random.bytes) })).rejects.toMatchObject({ code: "epoch-changed" });
  await expect(connect({ epoch, seenSeq: 5 })).rejects.toMatchObject({ code: "epoch-changed" });
  const otherRun = makeId<RunId>(random.bytes);
  await expect(connect({ epoch, seenSeq: 0, run: otherRun })).rejects.toMatchObject({ code: "epoch-changed" });
  expect((await connect({ epoch, seenSeq: 0 })).closed).toBeNull();
});

test("our own page that has seen everything rejoins for two bytes, and gets the tail when it has not", async () => {
  const { connect, person, settle, log, documentId } = await openTestRooms();
  const ana = person("Ana");
  await settle(ana);
  types(ana, "one");
  await settle(ana);
  const { epoch, seq } = (await log.load(documentId)).head;
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ana.doc));
  const back = await connect({ epoch, seenSeq: seq });
  back.received = [];
  back.session.receive(syncFrame(syncStep.one, Y.encodeStateVector(copy)));
  await turns();
  expect(framesOf(back, frameType.sync)).toContainEqual(syncFrame(syncStep.two, new Uint8Array([0, 0])));
  types(ana, "two");
  await settle(ana);
  const later = await connect({ epoch, seenSeq: seq });
  later.received = [];
  later.session.receive(syncFrame(syncStep.one, Y.encodeStateVector(copy)));
  await turns();
  const answer = framesOf(later, frameType.sync).find((frame) => frame[1] === syncStep.two) as Uint8Array;
  Y.applyUpdate(copy, updateIn(answer));
  expect(copy.getXmlFragment("default").toString()).toBe(textOf(ana));
});

test("who hands back what a damaged log has lost is told what had waited for it", async () => {
  const { person, redial, settle, replayed, random, log, documentId } = await openTestRooms();
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const name of ["paragraph", "horizontalRule"]) doc.getXmlFragment("default").push([new Y.XmlElement(name)]);
  const [lost, kept] = updates as [Uint8Array, Uint8Array];
  const epoch = makeId<EpochId>(random.bytes);
  await promisedAppend(log, documentId, {
    after: 0,
    facts: [{ fact: "epoch", epoch, at: 1, by: null }],
    entries: [{ at: 1, by: null, session: null, kind: "edit", update: kept }],
  }).written;
  const [ana, ben] = [person("Ana"), person("Ben")];
  Y.applyUpdate(ana.doc, lost, "server");
  redial(ana);
  redial(ben);
  await settle(ana, ben);
  for (const page of [ana, ben]) expect(textOf(page)).toBe("<paragraph></paragraph><horizontalrule></horizontalrule>");
  expect(await replayed()).toBe("<paragraph></paragraph><horizontalrule></horizontalrule>");
});

test("queued edits after a gap are not called taken", async () => {
  const { connect, log, documentId } = await openTestRooms();
  const socket = await connect({ hasOutbox: true });
  socket.session.receive(fromNothing);
  const doc = new Y.Doc();
  doc.clientID = 920;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (let count = 0; count < 3; count++) doc.getXmlFragment("default").push([new Y.XmlElement("paragraph")]);
  const [first, , third] = updates as [Uint8Array, Uint8Array, Uint8Array];
  socket.session.receive(
    outboxFrame([
      { madeAt: 1, update: first },
      { madeAt: 3, update: third },
    ]),
  );
  await turns();
  expect(framesOf(socket, frameType.outbox)).toEqual([new Uint8Array([frameType.outbox, 1])]);
  expect(await log.entries(documentId, 0, 10)).toHaveLength(1);
});

test("queued edits come before the server's question, each is one entry with the device's time", async () => {
  const { connect, log, documentId } = await openTestRooms();
  const socket = await connect({ hasOutbox: true });
  socket.session.receive(fromNothing);
  await turns();
  expect(framesOf(socket, frameType.sync).some((frame) => frame[1] === syncStep.one)).toBe(false);
  socket.session.receive(
    outboxFrame([
      { madeAt: 1000, update: paragraphUpdate("first", 910) },
      { madeAt: 2000, update: paragraphUpdate("second", 911) },
    ]),
  );
  socket.session.receive(outboxFrame([]));
  await turns();
  expect(framesOf(socket, frameType.sync).some((frame) => frame[1] === syncStep.one)).toBe(true);
  const entries = await log.entries(documentId, 0, 10);
  expect(entries.map((entry) => entry.madeAt)).toEqual([1000, 2000]);
  expect(framesOf(socket, frameType.outbox)).toEqual([new Uint8Array([frameType.outbox, 2])]);
});
