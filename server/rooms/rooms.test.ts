import { afterEach, expect, test } from "vitest";
import * as Y from "yjs";
import { barrierFrame, frameType, outboxFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import { type DocumentId, type EpochId, type MemberId, makeId, type RunId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import { type Judgement, judgeUpdate } from "../gate/judgeUpdate.ts";
import { Page } from "../simulation/page.ts";
import { createRandom } from "../simulation/random.ts";
import { createTime } from "../simulation/time.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import type { UpdateLog } from "../storage/updateLog.ts";
import { defaultRoomLimits, type RoomLimits } from "./limits.ts";
import type { Hello } from "./roomNeeds.ts";
import type { RoomSession } from "./roomSession.ts";
import { openRooms } from "./rooms.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface TestSocket {
  session: RoomSession;
  received: Uint8Array[];
  closed: { code: number; sentence: string } | null;
  /** What a slow network holds back; the wire reports it as buffered. */
  buffered: number;
  drain: () => void;
}

async function openTestRooms(limits: Partial<RoomLimits> = {}) {
  const random = createRandom(7);
  const time = createTime();
  const documentId = makeId<DocumentId>(random.bytes);
  const log = await createSimulatedMachine(7).openLog();
  const run = makeId<RunId>(random.bytes);
  const world = {
    log: log as UpdateLog,
    beforeJudging: (_doc: Y.Doc): void => {},
    loads: 0,
    onQuiet: () => {},
    judge: judgeUpdate as typeof judgeUpdate,
  };
  const rooms = openRooms({
    log: {
      ...log,
      load: (id) => {
        world.loads++;
        return log.load(id);
      },
      append: (id, ask) => world.log.append(id, ask),
    },
    logger: { info() {}, warn() {}, error() {} },
    limits: { ...defaultRoomLimits, ...limits },
    now: time.now,
    randomBytes: random.bytes,
    titleOf: () => "Minutes",
    run,
    isKnownRun: (other) => other === run,
    judge: (doc, update, gate): Judgement => {
      world.beforeJudging(doc);
      return world.judge(doc, update, gate);
    },
    onQuiet: () => world.onQuiet(),
    after: time.after,
    nextTurn: (run) => setImmediate(run),
  });
  cleanups.push(async () => {
    await Promise.all([rooms.close(), elapse()]);
    await log.close();
  });
  let clientIds = 1;

  /** Rooms give up on what cannot be synced only after a while. */
  async function elapse(): Promise<void> {
    await turns();
    time.advance(10_000);
  }

  async function connect(hello: Partial<Hello> = {}, role: Role = "editor"): Promise<TestSocket> {
    const socket: Omit<TestSocket, "session"> & { session: RoomSession | null } = {
      session: null,
      received: [],
      closed: null,
      buffered: 0,
      drain: () => {},
    };
    socket.session = await rooms.join(
      documentId,
      { member: makeId<MemberId>(random.bytes), name: "Ana", role, color: "#336699" },
      { speaksAmbo: true, schema: 1, epoch: null, run: null, seenSeq: 0, hasOutbox: false, ...hello },
      {
        send: ({ payload }) => socket.received.push(payload),
        close: (code, sentence) => {
          socket.closed = { code, sentence };
        },
        bufferedBytes: () => socket.buffered,
        onceDrained: (callback) => {
          socket.drain = () => {
            socket.buffered = 0;
            callback();
          };
        },
      },
    );
    return socket as TestSocket;
  }

  function person(name: string): Page {
    const page = new Page(name, ++clientIds);
    redial(page);
    return page;
  }

  function redial(page: Page): void {
    const member = makeId<MemberId>(random.bytes);
    page.dial((hello, wire) =>
      rooms.join(documentId, { member, name: page.name, role: "editor", color: "#336699" }, hello, wire),
    );
  }

  /** Lets frames travel until nothing moves any more. */
  async function settle(...pages: Page[]): Promise<void> {
    for (let quiet = 0; quiet < 5; ) {
      let moved = false;
      for (const page of pages) {
        while (page.deliverToServer()) moved = true;
        while (page.deliverToPage()) moved = true;
      }
      await turns();
      quiet = moved ? 0 : quiet + 1;
    }
  }

  async function replayed(): Promise<string> {
    const doc = new Y.Doc();
    for (const entry of await log.entries(documentId, 0, 100_000)) Y.applyUpdate(doc, entry.update);
    return doc.getXmlFragment("default").toString();
  }

  return { rooms, log, world, time, random, documentId, connect, person, redial, settle, replayed };
}

/** The simulated disk answers within some turns of the loop. */
async function turns(): Promise<void> {
  for (let index = 0; index < 40; index++) await new Promise((resolve) => setImmediate(resolve));
}

function types(page: Page, text: string): void {
  page.doc.transact(() => {
    const paragraph = new Y.XmlElement("paragraph");
    const xmlText = new Y.XmlText();
    xmlText.insert(0, text);
    paragraph.insert(0, [xmlText]);
    page.doc.getXmlFragment("default").push([paragraph]);
  });
}

const textOf = (page: Page): string => page.doc.getXmlFragment("default").toString();

/** One paragraph as a stock client would send it. */
function paragraphUpdate(text: string, clientId = 900): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment("default").push([paragraph]);
  return Y.encodeStateAsUpdate(doc);
}

const emptyAnswer = syncFrame(syncStep.two, new Uint8Array([0, 0]));
const fromNothing = syncFrame(syncStep.one, new Uint8Array([0]));
const framesOf = (socket: TestSocket, type: number): Uint8Array[] =>
  socket.received.filter((frame) => frame[0] === type);
const hasAnswer = (socket: TestSocket): boolean => framesOf(socket, frameType.barrier).length > 0;

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

test("peers see an edit only after it is written, and its author is told only after it is synced", async () => {
  const { connect, world, log } = await openTestRooms();
  const author = await connect();
  const peer = await connect();
  for (const socket of [author, peer]) {
    socket.session.receive(fromNothing);
    socket.session.receive(emptyAnswer);
  }
  await turns();
  let letWrite = (): void => {};
  let letSync = (): void => {};
  const mayWrite = new Promise<void>((resolve) => {
    letWrite = resolve;
  });
  const maySync = new Promise<void>((resolve) => {
    letSync = resolve;
  });
  world.log = {
    ...log,
    append: (id, ask) => {
      const { written, durable } = log.append(id, ask);
      return { written: mayWrite.then(() => written), durable: maySync.then(() => durable) };
    },
  };
  peer.received = [];
  author.session.receive(syncFrame(syncStep.update, paragraphUpdate("kept")));
  author.session.receive(barrierFrame(1));
  await turns();
  expect(framesOf(peer, frameType.sync)).toHaveLength(0);
  letWrite();
  await turns();
  expect(framesOf(peer, frameType.sync)).toHaveLength(1);
  expect(hasAnswer(author)).toBe(false);
  letSync();
  await turns();
  expect(framesOf(author, frameType.barrier).at(-1)).toEqual(new Uint8Array([frameType.barrier, 1, 1, 1]));
});

test("an edit sent again inside the sync window is not acknowledged before it is synced", async () => {
  const { connect, world, log } = await openTestRooms();
  const first = await connect();
  first.session.receive(fromNothing);
  first.session.receive(emptyAnswer);
  await turns();
  let letSync = (): void => {};
  const maySync = new Promise<void>((resolve) => {
    letSync = resolve;
  });
  world.log = {
    ...log,
    append: (id, ask) => {
      const { written, durable } = log.append(id, ask);
      return { written, durable: maySync.then(() => durable) };
    },
  };
  const update = paragraphUpdate("twice");
  first.session.receive(syncFrame(syncStep.update, update));
  first.session.leave();
  const again = await connect();
  again.session.receive(fromNothing);
  again.session.receive(syncFrame(syncStep.two, update));
  again.session.receive(barrierFrame(1));
  await turns();
  expect(hasAnswer(again)).toBe(false);
  letSync();
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
    append: () => ({
      written: Promise.reject(new Error("No space left.")),
      durable: Promise.reject(new Error("No space left.")),
    }),
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

test("a thousand joins of a document nobody has opened load it once", async () => {
  const { connect, world, rooms } = await openTestRooms();
  await Promise.all(Array.from({ length: 1000 }, () => connect()));
  expect(rooms.counts()).toEqual({ rooms: 1, sessions: 1000 });
  expect(world.loads).toBeLessThanOrEqual(2);
});

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

function updateIn(frame: Uint8Array): Uint8Array {
  // Frame, step, then the length as a varUint.
  let at = 2;
  while (((frame[at] as number) & 0x80) !== 0) at++;
  return frame.subarray(at + 1);
}
