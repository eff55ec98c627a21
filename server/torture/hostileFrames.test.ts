/**
 * A real server process under people who send anything. After each attack: the process lives, somebody who writes beside the attacker is
 * undisturbed, and the process has not grown beyond reason.
 */

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import * as encoding from "lib0/encoding";
import { afterAll, beforeAll, expect, test } from "vitest";
import type WebSocket from "ws";
import * as Y from "yjs";
import { barrierFrame, frameType, outboxFrame, socketPath, syncFrame, syncStep } from "../../shared/frames.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { Page } from "../simulation/page.ts";
import { createRandom } from "../simulation/random.ts";
import { type ChildServer, startChildServer } from "./childServer.ts";
import { signIn, type Visitor } from "./visitor.ts";

let folder: string;
let server: ChildServer;
let victim: Visitor;
let attacker: Visitor;
let documentId: DocumentId;
const random = createRandom(11);

/** How much the process may grow in one attack. The document limit and a few copies of it fit in. */
const mostGrowth = 96 * 1024 * 1024;

beforeAll(async () => {
  folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), "ambo-hostile-"));
  server = await startChildServer(folder);
  victim = await signIn(server.url, "Victim");
  attacker = await signIn(server.url, "Attacker");
  documentId = await victim.createsDocument(server.url);
}, 60_000);

afterAll(async () => {
  await server.kill9();
  await fs.promises.rm(folder, { recursive: true, force: true });
});

function memoryOf(pid: number): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isTrue(); tries++) {
    if (tries > 3_000) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let pageCount = 0;

/** Attacks, and has the victim write and be told "saved" in the same document meanwhile and afterwards. */
async function withstands(attack: () => Promise<void>): Promise<void> {
  const page = new Page("Victim", 50_000 + ++pageCount);
  page.dial(victim.dialer(server.url, documentId));
  await until(() => {
    page.pump();
    return page.isSynced && page.isAcknowledged;
  }, "the victim is connected");
  const memoryBefore = memoryOf(server.pid);
  let isOver = false;
  const writing = (async () => {
    do {
      page.edit(random);
      await until(() => {
        page.pump();
        return page.isAcknowledged;
      }, "the victim's edit is saved");
      await new Promise((resolve) => setTimeout(resolve, 20));
    } while (!isOver);
  })();
  await attack();
  isOver = true;
  await writing;
  page.edit(random);
  await until(() => {
    page.pump();
    return page.isAcknowledged;
  }, "the victim's edit after the attack is saved");
  expect(page.closeCode).toBeNull();
  expect(server.exitCode()).toBeNull();
  expect(memoryOf(server.pid) - memoryBefore).toBeLessThan(mostGrowth);
  page.hangUp();
}

/** Opens an attacker's socket, sends what `send` sends, and waits for the close or, where none is due, for an answered ping. */
async function attackerSends(
  frames: readonly Uint8Array[],
  params: Record<string, string> = { ambo: "1" },
): Promise<number | null> {
  const socket = attacker.socket(server.url, documentId, params);
  let closeCode: number | null = null;
  let isAnswered = false;
  socket.on("close", (code) => {
    closeCode = code;
  });
  socket.on("error", () => {});
  socket.on("pong", () => {
    isAnswered = true;
  });
  await until(() => socket.readyState === socket.OPEN || closeCode !== null, "the attacker's socket opens");
  for (const frame of frames) if (socket.readyState === socket.OPEN) socket.send(frame);
  if (socket.readyState === socket.OPEN) socket.ping();
  await until(() => closeCode !== null || isAnswered, "the attack is over");
  // A close that follows the answer of the ping is still on its way.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const result = closeCode;
  socket.terminate();
  return result;
}

const update = (bytes: Uint8Array): Uint8Array => syncFrame(syncStep.update, bytes);

/** The raw bytes of an upgraded socket, to write what no WebSocket library would. */
async function rawSocket(): Promise<net.Socket> {
  const { port, host } = new URL(server.url);
  const socket = net.connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(
    `GET ${socketPath}${documentId} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\nCookie: ${attacker.cookie}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

async function sendsRaw(bytes: Uint8Array): Promise<void> {
  const socket = await rawSocket();
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 300))]);
  socket.destroy();
}

test("WebSocket frames that break the protocol: unmasked, reserved bits, bad close codes, endless fragments, lying lengths", async () => {
  await withstands(async () => {
    await sendsRaw(Buffer.from([0x82, 0x03, 1, 2, 3]));
    await sendsRaw(Buffer.from([0xf2, 0x83, 0, 0, 0, 0, 1, 2, 3]));
    await sendsRaw(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0xff, 0xff]));
    await sendsRaw(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await sendsRaw(Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
    await sendsRaw(Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 7]))));
    await sendsRaw(
      Buffer.concat([
        Buffer.from([0x02, 0x80, 0, 0, 0, 0]),
        Buffer.alloc(60_000, Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
      ]),
    );
    for (let count = 0; count < 40; count++) await sendsRaw(random.bytes(200));
  });
}, 120_000);

test("truncated and random bytes in every kind of frame close that one socket as malformed", async () => {
  await withstands(async () => {
    const doc = new Y.Doc();
    doc.getXmlFragment("default").push([new Y.XmlElement("paragraph")]);
    const sound = Y.encodeStateAsUpdate(doc);
    for (let cut = 1; cut < sound.length; cut += 3) {
      expect(await attackerSends([update(sound.subarray(0, cut))])).toBe(4400);
    }
    expect(await attackerSends([new Uint8Array()])).toBe(4400);
    expect(await attackerSends([new Uint8Array([frameType.sync])])).toBe(4400);
    expect(await attackerSends([new Uint8Array([frameType.sync, 9, 0])])).toBe(4400);
    expect(await attackerSends([new Uint8Array([frameType.awareness, 3, 1, 2, 3])])).toBe(4400);
    expect(await attackerSends([new Uint8Array([frameType.barrier])])).toBe(4400);
    expect(await attackerSends([new Uint8Array([frameType.outbox, 200, 200, 3, 1])])).toBe(4400);
    for (let count = 0; count < 60; count++) {
      const frame = random.bytes(1 + random.below(60));
      frame[0] = random.pick([0, 1, 3, 110, 112]);
      await attackerSends([frame]);
    }
    for (let count = 0; count < 60; count++) {
      const mutated = sound.slice();
      mutated[random.below(mutated.length)] = random.below(256);
      await attackerSends([update(mutated)]);
    }
  });
}, 120_000);

test("declared counts of billions in a few bytes cost nothing", async () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  await withstands(async () => {
    for (const bytes of [
      [...huge],
      [1, ...huge, 1, 0],
      [0, ...huge],
      [0, 1, 5, ...huge],
      [1, 1, 9, 0, 0x04, 1, 7, ...huge],
      [1, 1, 9, 0, 8, 1, 1, 97, ...huge],
    ]) {
      expect(await attackerSends(Array.from({ length: 30 }, () => update(new Uint8Array(bytes))))).toBe(4400);
    }
    const states = encoding.createEncoder();
    encoding.writeVarUint(states, 1);
    encoding.writeVarUint8Array(states, new Uint8Array(huge));
    expect(await attackerSends([encoding.toUint8Array(states)])).toBe(4400);
    await attackerSends([syncFrame(syncStep.one, new Uint8Array(huge))]);
    await attackerSends([
      outboxFrame(Array.from({ length: 5_000 }, () => ({ madeAt: 0, update: new Uint8Array([0, 0]) }))),
    ]);
  });
}, 120_000);

test("clock gaps and deletions of what does not exist yet stay out of the document, and end in a close to try again", async () => {
  await withstands(async () => {
    const doc = new Y.Doc();
    doc.clientID = 77;
    const fragment = doc.getXmlFragment("default");
    fragment.push([new Y.XmlElement("paragraph")]);
    const before = Y.encodeStateVector(doc);
    fragment.push([new Y.XmlElement("paragraph")]);
    const gap = Y.encodeStateAsUpdate(doc, before);
    const code = await attackerSends(Array.from({ length: 3_000 }, () => syncFrame(syncStep.two, gap)));
    expect(code).toBe(4501);
    const deletes = encoding.createEncoder();
    for (const number of [0, 1, 78, 1, 0, 1_000_000]) encoding.writeVarUint(deletes, number);
    const future = encoding.toUint8Array(deletes);
    expect(await attackerSends(Array.from({ length: 5 }, () => syncFrame(syncStep.two, future)))).toBe(4501);
  });
  const state = await fetch(`${server.url}/api/documents/${documentId}/reading`, {
    headers: { cookie: victim.cookie },
  });
  expect(state.status).toBe(200);
}, 120_000);

test("content that no editor makes is refused: foreign roots, foreign types, unknown nodes, depth, script links", async () => {
  const made = (change: (doc: Y.Doc) => void): Uint8Array => {
    const doc = new Y.Doc();
    change(doc);
    return update(Y.encodeStateAsUpdate(doc));
  };
  const linked = (href: unknown) =>
    made((doc) => {
      const paragraph = new Y.XmlElement("paragraph");
      const text = new Y.XmlText();
      paragraph.insert(0, [text]);
      doc.getXmlFragment("default").push([paragraph]);
      text.insert(0, "here", { link: { href } });
    });
  await withstands(async () => {
    for (const frame of [
      made((doc) => doc.getMap("comments").set("a", 1)),
      made((doc) => doc.getText("default").insert(0, "text")),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlText("under the root")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("evilNode")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("doc")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("__proto__")])),
      made((doc) => doc.getMap("default").set("sub", new Y.Doc())),
      made((doc) => {
        let inner: Y.XmlFragment | Y.XmlElement = doc.getXmlFragment("default");
        for (let depth = 0; depth < 3_000; depth++) {
          const quote: Y.XmlElement = new Y.XmlElement("blockquote");
          inner.insert(0, [quote]);
          inner = quote;
        }
      }),
      linked("javascript:alert(1)"),
      linked({ toString: "no" }),
    ]) {
      const code = await attackerSends([frame]);
      expect([4400, 4413, 4422]).toContain(code);
    }
  });
}, 120_000);

test("presence in another's name is not passed on, and a flood of it is no more than one state a tick", async () => {
  await withstands(async () => {
    const states = (clientIds: readonly number[], state: string): Uint8Array => {
      const inner = encoding.createEncoder();
      encoding.writeVarUint(inner, clientIds.length);
      for (const clientId of clientIds) {
        encoding.writeVarUint(inner, clientId);
        encoding.writeVarUint(inner, 1_000);
        encoding.writeVarString(inner, state);
      }
      const frame = encoding.createEncoder();
      encoding.writeVarUint(frame, frameType.awareness);
      encoding.writeVarUint8Array(frame, encoding.toUint8Array(inner));
      return encoding.toUint8Array(frame);
    };
    await attackerSends(Array.from({ length: 200 }, (_, index) => states([index], '{"user":{"name":"Victim"}}')));
    await attackerSends([
      states(
        Array.from({ length: 20_000 }, (_, index) => index),
        "{}",
      ),
    ]);
    await attackerSends([states([1], JSON.stringify({ cursor: "x".repeat(9_000_000) }))]);
    // Spoken for and taken back, a hundred thousand times in one message.
    const backAndForth = encoding.createEncoder();
    encoding.writeVarUint(backAndForth, 200_000);
    for (let clientId = 1; clientId <= 100_000; clientId++) {
      for (const state of ["{}", "null"]) {
        encoding.writeVarUint(backAndForth, clientId);
        encoding.writeVarUint(backAndForth, 1);
        encoding.writeVarString(backAndForth, state);
      }
    }
    const frame = encoding.createEncoder();
    encoding.writeVarUint(frame, frameType.awareness);
    encoding.writeVarUint8Array(frame, encoding.toUint8Array(backAndForth));
    await attackerSends([encoding.toUint8Array(frame)]);
  });
}, 120_000);

test("a message above the limit ends the socket for good, not with a code that makes providers try again for ever", async () => {
  await withstands(async () => {
    expect(await attackerSends([new Uint8Array(12 * 1024 * 1024)])).toBe(4413);
  });
}, 120_000);

test("floods of questions, barriers, pings and edits slow the sender down and nobody else", async () => {
  await withstands(async () => {
    const flood = async (frames: readonly Uint8Array[]): Promise<void> => {
      const socket: WebSocket = attacker.socket(server.url, documentId, { ambo: "1" });
      socket.on("error", () => {});
      await until(() => socket.readyState !== socket.CONNECTING, "the flood begins");
      for (const frame of frames) if (socket.readyState === socket.OPEN) socket.send(frame);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      socket.terminate();
    };
    const question = syncFrame(syncStep.one, new Uint8Array([0]));
    await Promise.all([
      flood(Array.from({ length: 20_000 }, () => question)),
      flood(Array.from({ length: 20_000 }, (_, index) => barrierFrame(index))),
      flood(Array.from({ length: 20_000 }, () => update(new Uint8Array([0, 0])))),
    ]);
    const pinging = attacker.socket(server.url, documentId);
    pinging.on("error", () => {});
    await until(() => pinging.readyState === pinging.OPEN, "the pings begin");
    for (let count = 0; count < 20_000; count++) pinging.ping();
    await new Promise((resolve) => setTimeout(resolve, 300));
    pinging.terminate();
  });
}, 120_000);

test("somebody who asks for everything and reads nothing makes the server hold little for them", async () => {
  await withstands(async () => {
    const writer = new Page("Writer", 61_000);
    writer.dial(attacker.dialer(server.url, documentId));
    await until(() => {
      writer.pump();
      return writer.isSynced;
    }, "the writer is connected");
    // A document large enough for one answer to fill the buffers.
    for (let count = 0; count < 30; count++) {
      const paragraph = new Y.XmlElement("paragraph");
      paragraph.insert(0, [new Y.XmlText("x".repeat(60_000))]);
      writer.doc.getXmlFragment("default").push([paragraph]);
      writer.pump();
    }
    await until(() => {
      writer.pump();
      return writer.isAcknowledged;
    }, "the large document is saved");
    const deaf = attacker.socket(server.url, documentId, { ambo: "1" });
    deaf.on("error", () => {});
    await until(() => deaf.readyState === deaf.OPEN, "the deaf socket opens");
    deaf.pause();
    const ask = syncFrame(syncStep.one, new Uint8Array([0]));
    for (let count = 0; count < 300; count++) {
      deaf.send(ask);
      deaf.send(new Uint8Array([frameType.queryAwareness]));
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    deaf.terminate();
    writer.hangUp();
  });
}, 120_000);

test("somebody who never reads makes the server hold little for them", async () => {
  await withstands(async () => {
    const deaf = await rawSocket();
    deaf.pause();
    const writer = new Page("Writer", 60_000);
    writer.dial(attacker.dialer(server.url, documentId));
    await until(() => {
      writer.pump();
      return writer.isSynced;
    }, "the writer is connected");
    for (let count = 0; count < 150; count++) {
      writer.edit(random);
      writer.pump();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    deaf.destroy();
    writer.hangUp();
  });
}, 120_000);

test("strangers, wrong origins and unknown documents are turned away with their own code", async () => {
  const codeOf = (socket: WebSocket): Promise<number> => {
    socket.on("error", () => {});
    return new Promise((resolve) => socket.on("close", resolve));
  };
  const { WebSocket: Socket } = await import("ws");
  const address = (id: string) => `${server.url.replace(/^http/, "ws")}${socketPath}${id}`;
  expect(await codeOf(new Socket(address(documentId)))).toBe(4401);
  const headers = { cookie: attacker.cookie };
  expect(await codeOf(new Socket(address("a".repeat(26)), { headers }))).toBe(4404);
  expect(await codeOf(new Socket(address("..%2f..%2fetc"), { headers }))).toBe(4404);
  expect(
    await codeOf(new Socket(address(documentId), { headers: { ...headers, origin: "https://evil.example" } })),
  ).toBe(4403);
  expect(await codeOf(new Socket(address(documentId), { headers: { ...headers, origin: "null" } }))).toBe(4403);
}, 60_000);
