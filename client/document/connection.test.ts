import { ySyncPluginKey } from "@tiptap/y-tiptap";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { connectionParams } from "../../shared/frames.ts";
import { type DocumentId, type EpochId, type MemberId, makeId, type RunId } from "../../shared/ids.ts";
import type { Welcome } from "../../shared/news.ts";
import { refusals } from "../../shared/refusal.ts";
import { type Connection, type LoginCheck, openConnection } from "./connection.ts";
import { FakeSocket, presenceFrame } from "./fakeSocket.ts";

const bytes = (count: number) => new Uint8Array(count).map((_, index) => index * 7);
const documentId = makeId<DocumentId>(bytes);
const epoch = "a".repeat(26) as EpochId;
const run = "r".repeat(26) as RunId;

let connection: Connection;
let turns: (() => void)[];
let login: LoginCheck;
let server: Y.Doc;
let random: number;

function open(): Connection {
  FakeSocket.opened = [];
  turns = [];
  login = "signed-in";
  random = 0.5;
  server = new Y.Doc();
  connection = openConnection({
    documentId,
    doc: new Y.Doc(),
    serverUrl: "ws://here/api/sync",
    schema: 1,
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    nextTurn(turn) {
      turns.push(turn);
      return () => {
        turns = turns.filter((other) => other !== turn);
      };
    },
    now: () => Date.now(),
    random: () => random,
    checkLogin: async () => login,
    deviceIsOffline: () => false,
  });
  return connection;
}

function welcome(over: Partial<Welcome> = {}): Welcome {
  const member: Welcome["member"] = { id: "m".repeat(26) as MemberId, name: "Ana", role: "editor", color: "#aa3355" };
  return {
    news: "welcome",
    documentId,
    epoch,
    run,
    headSeq: 0,
    schema: 1,
    title: "Plan",
    shelf: "library",
    member,
    ...over,
  };
}

function joins(): FakeSocket {
  const socket = FakeSocket.last();
  socket.opens();
  socket.tells(welcome());
  socket.greets(server);
  return socket;
}

const text = (doc: Y.Doc) => doc.getText("default");
const tick = () => Promise.resolve();

async function types(words: string, origin: unknown = ySyncPluginKey): Promise<void> {
  connection.doc.transact(() => text(connection.doc).insert(text(connection.doc).length, words), origin);
  await tick();
}

beforeEach(() => {
  vi.useFakeTimers();
  open();
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

test("the page is opening until the document is there, and knows its title and role then", () => {
  expect(connection.state().status.is).toBe("opening");
  joins();
  expect(connection.state()).toMatchObject({ status: { is: "live" }, title: "Plan", me: { role: "editor" } });
});

test("an edit goes out with a barrier behind it, and counts as unsaved until the answer", async () => {
  const socket = joins();
  socket.acknowledges(0);
  socket.forgets();
  await types("a");
  expect(socket.names()).toEqual(["update", "barrier"]);
  expect(connection.state().save.unsaved).toBe(1);
  socket.acknowledges(1, 2, 7);
  expect(connection.state().save).toMatchObject({ unsaved: 0, handedTo: 2 });
});

test("edits made before the server asked go out once, in the answer to its question, before the barrier", async () => {
  const socket = FakeSocket.last();
  socket.opens();
  await types("early");
  expect(socket.names()).not.toContain("update");
  socket.forgets();
  socket.greets(server);
  expect(socket.names()).toEqual(["step2", "barrier"]);
  const [answer, barrier] = socket.heard();
  Y.applyUpdate(server, (answer as { bytes: Uint8Array }).bytes);
  expect(text(server).toString()).toBe("early");
  expect(barrier).toMatchObject({ version: 1 });
});

test("edits made while away are covered by a fresh barrier after the return", async () => {
  joins().acknowledges(0);
  FakeSocket.last().closes(1006);
  await types("x");
  await types("y");
  expect(connection.state()).toMatchObject({ status: { is: "away", trouble: "unreachable" }, save: { unsaved: 2 } });
  vi.advanceTimersByTime(10_000);
  const socket = joins();
  expect(connection.state().save.unsaved).toBe(2);
  expect(socket.heard().at(-1)).toEqual({ frame: "barrier", version: 2 });
  socket.acknowledges(2);
  expect(connection.state().save.unsaved).toBe(0);
});

test("the answer to an old socket's question saves nothing on the new one", async () => {
  const first = joins();
  first.acknowledges(0);
  await types("a");
  first.closes(1006);
  first.acknowledges(1);
  expect(connection.state().save.unsaved).toBe(1);
});

test("changes of unknown origin that only tidy are not sent, words under this page's id always are", async () => {
  await types("ab");
  const socket = joins();
  socket.acknowledges(1);
  socket.forgets();
  connection.doc.transact(() => text(connection.doc).delete(0, 1), "tidying");
  await tick();
  expect(socket.names()).toEqual([]);
  await types("c", "mended");
  expect(socket.names()).toContain("update");
});

test("undo is sent like typing", async () => {
  const undo = new Y.UndoManager(text(connection.doc), { trackedOrigins: new Set([ySyncPluginKey]) });
  const socket = joins();
  socket.acknowledges(0);
  await types("a");
  socket.acknowledges(1);
  socket.forgets();
  undo.undo();
  await tick();
  expect(socket.names()).toEqual(["update", "barrier"]);
});

describe("updates of others", () => {
  function peerTypes(words: string): Uint8Array {
    const before = Y.encodeStateVector(server);
    text(server).insert(text(server).length, words);
    return Y.encodeStateAsUpdate(server, before);
  }

  test("are applied together in one turn", () => {
    const socket = joins();
    let events = 0;
    connection.doc.on("update", () => {
      events++;
    });
    for (const letter of "abc") socket.sendsUpdate(peerTypes(letter));
    expect(text(connection.doc).toString()).toBe("");
    for (const turn of [...turns]) turn();
    expect(text(connection.doc).toString()).toBe("abc");
    expect(events).toBe(1);
  });

  test("are in the document before a question of the server is answered", () => {
    const socket = joins();
    socket.sendsUpdate(peerTypes("abc"));
    socket.greets(server);
    expect(text(connection.doc).toString()).toBe("abc");
  });

  test("survive a socket that closes before the turn, so that what was announced as seen is there", () => {
    const socket = joins();
    socket.sendsUpdate(peerTypes("abc"));
    socket.closes(1006);
    expect(text(connection.doc).toString()).toBe("abc");
  });

  test("are followed by a reader's barrier after a while, and the synced seq is announced on return", async () => {
    const socket = joins();
    socket.acknowledges(0);
    socket.forgets();
    for (let round = 0; round < 3; round++) {
      socket.sendsUpdate(peerTypes("a"));
      for (const turn of [...turns]) turn();
    }
    expect(socket.names()).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(socket.names()).toEqual(["barrier"]);
    socket.acknowledges(0, 0, 42);
    socket.closes(1006);
    vi.advanceTimersByTime(10_000);
    expect(FakeSocket.last().url.searchParams.get(connectionParams.seen)).toBe("42");
    expect(FakeSocket.last().url.searchParams.get(connectionParams.epoch)).toBe(epoch);
    expect(FakeSocket.last().url.searchParams.get(connectionParams.run)).toBe(run);
  });

  test("that cannot be placed make the page ask for the rest, once", () => {
    const socket = joins();
    socket.forgets();
    peerTypes("lost");
    socket.sendsUpdate(peerTypes("a"));
    for (const turn of [...turns]) turn();
    socket.sendsUpdate(peerTypes("b"));
    for (const turn of [...turns]) turn();
    expect(socket.names().filter((name) => name === "step1")).toHaveLength(1);
    socket.greets(server);
    expect(text(connection.doc).toString()).toBe("lostab");
  });
});

describe("presence", () => {
  test("of others is never echoed", () => {
    const socket = joins();
    socket.forgets();
    socket.says(presenceFrame(77, 1, { user: { name: "Ben" } }));
    expect(connection.awareness.getStates().has(77)).toBe(true);
    expect(socket.names()).toEqual([]);
  });

  test("of one's own is sent, and announced anew after a reconnect with a higher clock", () => {
    const socket = joins();
    socket.forgets();
    connection.awareness.setLocalStateField("cursor", null);
    expect(socket.heard()).toEqual([{ frame: "presence", clients: [connection.doc.clientID] }]);
    const clock = connection.awareness.meta.get(connection.doc.clientID)?.clock ?? 0;
    socket.closes(1006);
    vi.advanceTimersByTime(10_000);
    expect(joins().names()).toContain("presence");
    expect(connection.awareness.meta.get(connection.doc.clientID)?.clock).toBeGreaterThan(clock);
  });

  test("of a peer who stayed is back as soon as the socket is", () => {
    joins().says(presenceFrame(77, 5, { user: { name: "Ben" } }));
    FakeSocket.last().closes(1006);
    expect(connection.awareness.getStates().has(77)).toBe(false);
    vi.advanceTimersByTime(10_000);
    joins().says(presenceFrame(77, 5, { user: { name: "Ben" } }));
    expect(connection.awareness.getStates().has(77)).toBe(true);
  });
});

describe("what ends a connection", () => {
  test("a final code stops trying and keeps the count of unsaved edits and the server's sentence", async () => {
    const socket = joins();
    socket.acknowledges(0);
    await types("a");
    socket.tells({ news: "refused", code: "forbidden", sentence: "Viewers cannot change this." });
    socket.closes(4403);
    expect(connection.state()).toMatchObject({
      status: { is: "refused", code: "forbidden", sentence: "Viewers cannot change this." },
      hasDocument: true,
      save: { unsaved: 1 },
    });
    vi.advanceTimersByTime(60_000);
    connection.retry();
    expect(FakeSocket.opened).toHaveLength(1);
  });

  test("who was put out and is welcome again goes on with the words that waited", async () => {
    joins().acknowledges(0);
    FakeSocket.last().closes(refusals["access-removed"].closeCode);
    await types("a");
    vi.advanceTimersByTime(60_000);
    expect(connection.state()).toMatchObject({ status: { is: "refused" }, save: { unsaved: 1 } });
    connection.retry();
    expect(joins().names()).toContain("step2");
    expect(connection.state().status.is).toBe("live");
  });

  test("every other code tries again, after pauses that differ between pages", () => {
    random = 0;
    FakeSocket.last().closes(1001);
    vi.advanceTimersByTime(120);
    expect(FakeSocket.opened).toHaveLength(2);
    random = 1;
    FakeSocket.last().closes(4503);
    vi.advanceTimersByTime(700);
    expect(FakeSocket.opened).toHaveLength(2);
    vi.advanceTimersByTime(200);
    expect(FakeSocket.opened).toHaveLength(3);
  });

  test("a server that lets the page in and saves nothing is asked ever more rarely", () => {
    random = 1;
    for (const pause of [400, 800, 1600, 3200, 5000, 5000]) {
      const count = FakeSocket.opened.length;
      joins().closes(4500);
      vi.advanceTimersByTime(pause - 50);
      expect(FakeSocket.opened).toHaveLength(count);
      vi.advanceTimersByTime(100);
      expect(FakeSocket.opened).toHaveLength(count + 1);
    }
  });

  test("a server that cannot write says so until it has acknowledged something again", async () => {
    joins().closes(4500);
    expect(connection.state()).toMatchObject({
      storageFailing: true,
      status: { is: "away", trouble: "storage-failed" },
    });
    vi.advanceTimersByTime(10_000);
    const socket = joins();
    expect(connection.state()).toMatchObject({ storageFailing: true, status: { is: "live" } });
    socket.acknowledges(0);
    expect(connection.state().storageFailing).toBe(false);
  });

  test("a server that went back is not merged with", () => {
    joins().acknowledges(0, 0, 9);
    FakeSocket.last().closes(1006);
    vi.advanceTimersByTime(10_000);
    const socket = FakeSocket.last();
    socket.opens();
    socket.tells(welcome({ headSeq: 8 }));
    socket.greets(server);
    text(server).insert(0, "another past");
    socket.sendsUpdate(Y.encodeStateAsUpdate(server));
    for (const turn of turns.splice(0)) turn();
    expect(connection.state().status).toMatchObject({ is: "refused", code: "epoch-changed" });
    expect(socket.names()).not.toContain("step2");
    expect(text(connection.doc).toString()).toBe("");
  });

  test("sockets that keep failing lead to a question about the login, and back after signing in", async () => {
    joins();
    login = "signed-out";
    for (let attempt = 0; attempt < 4; attempt++) {
      FakeSocket.last().closes(1006);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(connection.state().status).toMatchObject({ is: "refused", code: "not-logged-in" });
    connection.retry();
    joins();
    expect(connection.state().status.is).toBe("live");
  });

  test("unsent words are not sent in the name of whoever signed in since, unless asked to", async () => {
    joins().acknowledges(0);
    FakeSocket.last().closes(1006);
    await types("a");
    vi.advanceTimersByTime(10_000);
    const somebodyElse = welcome();
    somebodyElse.member.id = "n".repeat(26) as MemberId;
    const joinsAsSomebodyElse = () => {
      FakeSocket.last().opens();
      FakeSocket.last().tells(somebodyElse);
      FakeSocket.last().greets(server);
      return FakeSocket.last();
    };
    expect(joinsAsSomebodyElse().names()).not.toContain("step2");
    expect(connection.state()).toMatchObject({
      status: { is: "refused", code: "somebody-else" },
      save: { unsaved: 1 },
    });
    connection.retry();
    expect(joinsAsSomebodyElse().names()).toContain("step2");
    expect(connection.state().status.is).toBe("live");
  });

  test("an exception in another listener of the document is noticed, because Yjs is silent from then on", async () => {
    const socket = joins();
    socket.acknowledges(0);
    connection.doc.on("update", () => {
      throw new Error("A listener failed.");
    });
    expect(() => connection.doc.transact(() => text(connection.doc).insert(0, "a"), ySyncPluginKey)).toThrow();
    await tick();
    expect(connection.state().status).toMatchObject({ is: "readOnly", reason: "broken" });
    expect(connection.state().save.unsaved).toBe(1);
  });

  test("a change after the document fell silent is noticed as well", async () => {
    joins().acknowledges(0);
    connection.doc._transactionCleanups.push(new Y.Transaction(connection.doc, null, true));
    await types("a");
    expect(connection.state().status).toMatchObject({ is: "readOnly", reason: "broken" });
  });
});

test("a closed connection tells nobody anything and opens nothing", () => {
  joins();
  let told = 0;
  connection.subscribe(() => told++);
  connection.close();
  connection.close();
  FakeSocket.last().closes(1006);
  vi.advanceTimersByTime(60_000);
  expect(told).toBe(0);
  expect(FakeSocket.opened).toHaveLength(1);
});
