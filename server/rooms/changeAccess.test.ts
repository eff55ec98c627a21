import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { afterEach, expect, test } from "vitest";
import * as awareness from "y-protocols/awareness";
import * as Y from "yjs";
import { barrierFrame, frameType, outboxFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import { type DocumentId, type MemberId, makeId, type RunId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import type { News } from "../../shared/news.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { judgeUpdate } from "../gate/judgeUpdate.ts";
import { createRandom } from "../simulation/random.ts";
import { createTime } from "../simulation/time.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { defaultRoomLimits } from "./limits.ts";
import type { Visitor } from "./roomNeeds.ts";
import type { RoomSession } from "./roomSession.ts";
import { openRooms } from "./rooms.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Person {
  session: RoomSession;
  doc: Y.Doc;
  /** Types a word and gives the update. */
  word(text: string): Uint8Array;
  types(text: string): void;
  frames: Uint8Array[];
  news: News[];
  closed: number | null;
}

async function openTestRoom() {
  const random = createRandom(11);
  const time = createTime();
  const documentId = makeId<DocumentId>(random.bytes);
  const log = await createSimulatedMachine(11).openLog();
  const standing = new Map<MemberId, Visitor | Refusal>();
  const rooms = openRooms({
    log,
    logger: { info() {}, warn() {}, error() {} },
    limits: defaultRoomLimits,
    now: time.now,
    randomBytes: random.bytes,
    titleOf: () => "Minutes",
    visitorNow: (_documentId, { member }) => standing.get(member) ?? refuse("not-found", "Nobody."),
    run: makeId<RunId>(random.bytes),
    isKnownRun: () => true,
    judge: judgeUpdate,
    onQuiet: () => {},
    after: time.after,
    nextTurn: (run) => setImmediate(run),
  });
  cleanups.push(async () => {
    const closing = rooms.close();
    await moment();
    time.advance(10_000);
    await closing;
    await log.close();
  });

  const visitor = (name: string, role: Role = "editor", shelf: Shelf = "library"): Visitor => {
    const member = makeId<MemberId>(random.bytes);
    const made = { member, name, role, shelf, color: "#336699" };
    standing.set(member, made);
    return made;
  };

  async function join(who: Visitor): Promise<Person> {
    const doc = new Y.Doc();
    doc.clientID = random.below(1_000_000) + 1;
    const person: Omit<Person, "session"> = {
      doc,
      word(text) {
        const before = Y.encodeStateVector(doc);
        const paragraph = new Y.XmlElement("paragraph");
        paragraph.insert(0, [new Y.XmlText(text)]);
        doc.getXmlFragment(rootName).push([paragraph]);
        return Y.encodeStateAsUpdate(doc, before);
      },
      types: (text) => session.receive(syncFrame(syncStep.update, person.word(text))),
      frames: [],
      news: [],
      closed: null,
    };
    const session = await rooms.join(
      documentId,
      who,
      { speaksAmbo: true, schema: 1, epoch: null, run: null, seenSeq: 0, hasOutbox: false },
      {
        send: ({ payload }) => {
          person.frames.push(payload);
          const decoder = decoding.createDecoder(payload);
          if (decoding.readVarUint(decoder) === frameType.news) {
            person.news.push(JSON.parse(decoding.readVarString(decoder)) as News);
          }
        },
        close: (code) => {
          person.closed = code;
        },
        bufferedBytes: () => 0,
        onceDrained: () => {},
      },
    );
    session.receive(syncFrame(syncStep.one, Y.encodeStateVector(doc)));
    session.receive(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc)));
    await moment();
    return Object.assign(person, { session });
  }

  const change = (who: Visitor, to: Partial<Visitor> | Refusal, by: MemberId | null = null) => {
    standing.set(who.member, to instanceof Error ? to : { ...who, ...to });
    rooms.reviewAccess(documentId, by);
  };

  async function text(): Promise<string> {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await rooms.stateOf(documentId)).state);
    return doc.getXmlFragment(rootName).toString();
  }
  return { rooms, documentId, standing, visitor, join, change, text };
}

/** Until the log has written and told what was applied. */
async function moment(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const refusedWith = ({ news }: Person) => news.find((one) => one.news === "refused");

test("words that come after a role was lowered are refused with a code, and reach neither the document nor its log", async () => {
  const room = await openTestRoom();
  const [ana, ben] = [room.visitor("Ana"), room.visitor("Ben")];
  const [anas, bens] = [await room.join(ana), await room.join(ben)];
  bens.types("before");
  room.change(ben, { role: "viewer" }, ana.member);
  expect(bens.news.at(-1)).toEqual({ news: "accessChanged", role: "viewer", shelf: "library", by: ana.member });
  bens.types("after");
  expect(refusedWith(bens)).toMatchObject({ code: "forbidden" });
  expect(bens.closed).toBe(4403);
  anas.types("undisturbed");
  await moment();
  const text = await room.text();
  expect(text).toContain("before");
  expect(text).toContain("undisturbed");
  expect(text).not.toContain("after");
  expect(anas.closed).toBeNull();
});

test("queued edits and answers to a question are refused like any other writing", async () => {
  for (const frameOf of [
    (update: Uint8Array) => outboxFrame([{ madeAt: 1, update }]),
    (update: Uint8Array) => syncFrame(syncStep.two, update),
  ]) {
    const room = await openTestRoom();
    const ben = room.visitor("Ben");
    const page = await room.join(ben);
    room.change(ben, { role: "commenter" });
    page.session.receive(frameOf(page.word("after")));
    expect(refusedWith(page)).toMatchObject({ code: "forbidden" });
    expect(await room.text()).not.toContain("after");
  }
});

test("a frozen document refuses everybody's words, and says that the shelf is why", async () => {
  const room = await openTestRoom();
  const ana = room.visitor("Ana", "owner");
  const page = await room.join(ana);
  room.change(ana, { shelf: "archive" });
  expect(page.news.at(-1)).toMatchObject({ news: "accessChanged", role: "owner", shelf: "archive" });
  expect(page.closed).toBeNull();
  page.types("after");
  expect(refusedWith(page)).toMatchObject({ code: "archived" });
  expect(page.closed).toBe(4410);
});

test("whoever is given the right to write may do so in the same session, and after a reopening too", async () => {
  const room = await openTestRoom();
  const ben = room.visitor("Ben", "viewer", "archive");
  const page = await room.join(ben);
  expect(page.news[0]).toMatchObject({ news: "welcome", shelf: "archive", member: { role: "viewer" } });
  room.change(ben, { role: "editor", shelf: "library" });
  page.types("welcome words");
  await moment();
  expect(page.closed).toBeNull();
  expect(await room.text()).toContain("welcome words");
});

test("a review that finds nothing new tells nobody anything", async () => {
  const room = await openTestRoom();
  const page = await room.join(room.visitor("Ben"));
  const before = page.frames.length;
  room.rooms.reviewAccess(room.documentId, null);
  await moment();
  expect(page.frames).toHaveLength(before);
});

test("nothing more is delivered to who was sent away, not even what was on its way", async () => {
  const room = await openTestRoom();
  const [ana, ben] = [room.visitor("Ana"), room.visitor("Ben")];
  const [anas, bens] = [await room.join(ana), await room.join(ben)];
  anas.types("on its way");
  bens.session.receive(barrierFrame(7));
  const before = bens.frames.length;
  room.change(ben, refuse("not-found", "An owner took it away."));
  anas.types("later");
  await moment();
  expect(bens.closed).toBe(4404);
  expect(bens.frames.slice(before)).toHaveLength(1);
  expect(refusedWith(bens)).toEqual({ news: "refused", code: "not-found", sentence: "An owner took it away." });
  expect(room.rooms.counts().sessions).toBe(1);
});

test("a member is reviewed in all rooms, and others are left alone", async () => {
  const room = await openTestRoom();
  const [ana, ben] = [room.visitor("Ana"), room.visitor("Ben")];
  const [anas, bens] = [await room.join(ana), await room.join(ben)];
  for (const who of [ana, ben]) room.standing.set(who.member, refuse("suspended", "Suspended."));
  room.rooms.reviewMember(ben.member, null);
  expect([anas.closed, bens.closed]).toEqual([null, 4414]);
});

test("somebody whose rights change while the room opens comes in with the new ones, or not at all", async () => {
  const room = await openTestRoom();
  const [ana, ben] = [room.visitor("Ana"), room.visitor("Ben")];
  const [lowered, removed] = [room.join(ana), room.join(ben)];
  // Nobody is in the room yet who could be reviewed.
  room.change(ana, { role: "viewer" });
  room.change(ben, refuse("not-found", "An owner took it away."));
  await expect(removed).rejects.toThrow("An owner took it away.");
  const page = await lowered;
  expect(page.news[0]).toMatchObject({ member: { role: "viewer" } });
  page.types("after");
  expect(page.closed).toBe(4403);
});

test("a new name and new initials are on the caret at once", async () => {
  const room = await openTestRoom();
  const [ana, ben] = [room.visitor("Ana"), room.visitor("Ben")];
  const [anas, bens] = [await room.join(ana), await room.join(ben)];
  const watched = new awareness.Awareness(anas.doc);
  const carets = new awareness.Awareness(bens.doc);
  carets.setLocalState({ cursor: null });
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, frameType.awareness);
  encoding.writeVarUint8Array(encoder, awareness.encodeAwarenessUpdate(carets, [bens.doc.clientID]));
  bens.session.receive(encoding.toUint8Array(encoder));
  room.change(ben, { name: "Benedict" });
  room.change({ ...ben, name: "Benedict" }, { initials: "BX" });
  anas.session.receive(new Uint8Array([frameType.queryAwareness]));
  for (const frame of anas.frames) {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== frameType.awareness) continue;
    awareness.applyAwarenessUpdate(watched, decoding.readVarUint8Array(decoder), null);
  }
  expect(watched.getStates().get(bens.doc.clientID)).toMatchObject({ user: { name: "Benedict", initials: "BX" } });
  expect(bens.news.some(({ news }) => news === "accessChanged")).toBe(false);
  for (const one of [watched, carets]) one.destroy();
});

test("a document that goes for good takes its sessions with it, and the room leaves memory", async () => {
  const room = await openTestRoom();
  const page = await room.join(room.visitor("Ana"));
  page.types("words");
  await moment();
  room.rooms.shut(room.documentId, "not-found", "This document was deleted for good.");
  expect(page.closed).toBe(4404);
  expect(room.rooms.counts()).toEqual({ rooms: 0, sessions: 0 });
});
