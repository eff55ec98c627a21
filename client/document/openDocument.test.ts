import { ySyncPluginKey } from "@tiptap/y-tiptap";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import type { ChatNews } from "../../shared/chat.ts";
import { frameType, talkFrame } from "../../shared/frames.ts";
import { type DocumentId, type EpochId, type MemberId, makeId, type RunId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import { createChatStore } from "../chat/chatStore.ts";
import { openConnection } from "./connection.ts";
import { FakeSocket } from "./fakeSocket.ts";
import { type OpenDocument, openDocument } from "./openDocument.ts";

const documentId = makeId<DocumentId>((count) => new Uint8Array(count).fill(3));
const ben = "b".repeat(26) as MemberId;
let document: OpenDocument;
let server: Y.Doc;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.opened = [];
  server = new Y.Doc();
  server.getText("default").insert(0, "theirs");
  const chat = createChatStore({ now: Date.now, newToken: () => "1" });
  document = openDocument({ connect, rename: async () => undefined, chat });
});
afterEach(() => {
  document.close();
  vi.useRealTimers();
});

function connect(doc: Y.Doc) {
  return openConnection({
    documentId,
    doc,
    serverUrl: "ws://here/api/sync",
    schema: 1,
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    nextTurn: () => () => undefined,
    now: () => Date.now(),
    random: () => 0.5,
    checkLogin: async () => "signed-in",
    deviceIsOffline: () => false,
  });
}

function joins(role: Role, shelf: Shelf = "library"): FakeSocket {
  const socket = FakeSocket.last();
  socket.opens();
  socket.tells({
    news: "welcome",
    documentId,
    epoch: "a".repeat(26) as EpochId,
    run: "r".repeat(26) as RunId,
    headSeq: 0,
    schema: 1,
    title: "Plan",
    shelf,
    member: { id: "m".repeat(26) as MemberId, name: "Ana", role, color: "#aa3355" },
  });
  socket.greets(server);
  socket.acknowledges(0);
  return socket;
}

async function types(words: string): Promise<void> {
  const { doc } = document.shown().connection;
  doc.transact(() => doc.getText("default").insert(0, words), ySyncPluginKey);
  await Promise.resolve();
}

const shownText = () => document.shown().connection.doc.getText("default").toString();

test("words that were refused are handed back, and the page goes on reading what all others see", async () => {
  const socket = joins("editor");
  await types("mine and ");
  socket.tells({ news: "accessChanged", role: "viewer", shelf: "library", by: ben });
  socket.tells({ news: "refused", code: "forbidden", sentence: "no" });
  socket.closes(4403);
  expect(shownText()).toBe("mine and theirs");
  expect(document.hasUnsent()).toBe(true);

  joins("viewer");
  expect(document.shown().connection.state()).toMatchObject({ status: { is: "live" }, me: { role: "viewer" } });
  expect(shownText()).toBe("theirs");
  const [leftover] = document.shown().leftovers;
  expect(leftover).toMatchObject({ edits: 1, code: "forbidden", change: { by: ben, now: { role: "viewer" } } });
  expect(leftover?.doc.getText("default").toString()).toBe("mine and theirs");
  expect(document.hasUnsent()).toBe(true);

  if (leftover !== undefined) document.letGoOf(leftover);
  expect(document.shown().leftovers).toEqual([]);
  expect(document.hasUnsent()).toBe(false);
});

test("edits that the server took before the change are not handed back", async () => {
  const socket = joins("editor");
  await types("taken ");
  socket.tells({ news: "accessChanged", role: "viewer", shelf: "library", by: ben });
  socket.acknowledges(1);
  expect(document.shown().leftovers).toEqual([]);
  expect(FakeSocket.opened).toHaveLength(1);
  expect(document.hasUnsent()).toBe(false);
});

test("who may not even read keeps the words where they are, and nothing is asked again", async () => {
  const socket = joins("editor");
  await types("mine and ");
  socket.closes(4403);
  FakeSocket.last().opens();
  FakeSocket.last().closes(4404);
  expect(document.shown().connection.state().status).toMatchObject({ is: "refused", code: "forbidden" });
  expect(shownText()).toBe("mine and theirs");
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(2);
  expect(document.hasUnsent()).toBe(true);
});

test("without words of its own a refused page does not ask again and again", () => {
  joins("editor").closes(4403);
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.opened).toHaveLength(1);
  expect(document.shown().connection.state().status).toMatchObject({ is: "refused" });
});

test("taking access away altogether leaves the words on the page", async () => {
  const socket = joins("editor");
  await types("mine and ");
  socket.tells({ news: "refused", code: "not-found", sentence: "taken away" });
  socket.closes(4404);
  expect(FakeSocket.opened).toHaveLength(1);
  expect(document.shown().connection.state().status).toMatchObject({ is: "refused", code: "not-found" });
  expect(document.hasUnsent()).toBe(true);
});

const state = () => document.shown().connection.state();

test("a change of role or shelf is followed at once in both directions, and says who made it", () => {
  const socket = joins("editor");
  expect(state()).toMatchObject({ shelf: "library", accessChange: null });
  socket.tells({ news: "accessChanged", role: "viewer", shelf: "library", by: ben });
  expect(state()).toMatchObject({
    me: { role: "viewer", name: "Ana" },
    accessChange: { before: { role: "editor" }, now: { role: "viewer" }, by: ben },
  });
  socket.tells({ news: "accessChanged", role: "editor", shelf: "library", by: ben });
  socket.tells({ news: "accessChanged", role: "editor", shelf: "archive", by: null });
  expect(state()).toMatchObject({
    me: { role: "editor" },
    shelf: "archive",
    accessChange: { before: { shelf: "library" }, now: { shelf: "archive" }, by: null },
  });
});

test("what changed while the page was away is learned at the return", () => {
  joins("editor").closes(1006);
  vi.advanceTimersByTime(60_000);
  joins("commenter", "archive");
  expect(state().accessChange).toEqual({
    before: { role: "editor", shelf: "library" },
    now: { role: "commenter", shelf: "archive" },
    by: null,
  });
});

test("a first welcome, and one that tells nothing new, are no change", () => {
  joins("editor").closes(1006);
  vi.advanceTimersByTime(60_000);
  joins("editor");
  expect(state().accessChange).toBeNull();
});

test("the talk goes on over a refusal of writing, and what is said while the page connects anew is heard", async () => {
  const first = joins("editor");
  first.says(talkFrame(JSON.stringify(news(1, "before"))));
  await types("too late");
  first.tells({ news: "accessChanged", role: "viewer", shelf: "library", by: ben });
  first.closes(4403, "You may read this document, not change it.");
  const second = FakeSocket.last();
  expect(second).not.toBe(first);
  second.opens();
  second.says(talkFrame(JSON.stringify(news(2, "meanwhile"))));
  joins("viewer");
  expect(lines()).toEqual(["before", "meanwhile"]);
  expect(document.chat.state().isLive).toBe(true);
  document.chat.write({ ...document.chat.state().draft, text: "I still talk" });
  expect(document.chat.say()).toBe(true);
  expect(second.heard()).toContainEqual({ frame: "other", type: frameType.talk });
});

test("who is sent away keeps nothing of the talk", () => {
  const socket = joins("editor");
  socket.says(talkFrame(JSON.stringify(news(1, "for those who are here"))));
  socket.tells({ news: "refused", code: "not-found", sentence: "Your access was taken away." });
  socket.closes(4404, "Your access was taken away.");
  expect(lines()).toEqual([]);
});

function news(seq: number, text: string): ChatNews {
  const by = { member: ben, name: "Ben", color: "#336699" };
  const entry = { kind: "line", seq, at: seq, by, text, mentions: [], passage: null, sent: `s${seq}` } as const;
  return { chat: "entry", talk: "one", entry: { ...entry, mentions: [] } };
}

const lines = () =>
  document.chat.state().items.map((item) => ("entry" in item && item.entry.kind === "line" ? item.entry.text : ""));
