import net from "node:net";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { heartbeatFrame } from "../../shared/frames.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Wire } from "../rooms/wire.ts";
import { defaultSocketLimits } from "./attachSockets.ts";
import { atTheEnd, closeOf, openDoor, opened, until, visitor } from "./testing/door.ts";

test("frames sent while the room is still opening are neither lost nor reordered", async () => {
  let arrive = (): void => {};
  const { received, knock } = await openDoor({ join: () => new Promise((resolve) => (arrive = resolve)) });
  const socket = knock();
  await opened(socket);
  for (let count = 0; count < 50; count++) socket.send(new Uint8Array([count]));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(received).toHaveLength(0);
  arrive();
  await until(() => received.length === 50);
  expect(received.map((frame) => frame[0])).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test("who may in but asks for no sound upgrade is told so, and keeps no door open", async () => {
  const { sockets, port } = await openDoor();
  const raw = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  atTheEnd(async () => raw.destroy());
  raw.on("error", () => {});
  raw.write(`GET /api/sync/${"a".repeat(26)} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
  const answer = await new Promise((resolve) => raw.once("data", resolve));
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  await sockets.close();
});

test("a login that ends while the room is opening ends the socket too", async () => {
  let isLoggedIn = true;
  const { knock, hasLeft } = await openDoor({
    admit: async () => {
      if (!isLoggedIn) throw refuse("not-logged-in", "Sign in again.");
      return visitor;
    },
    join: async () => {
      isLoggedIn = false;
    },
  });
  expect(await closeOf(knock())).toBe(4401);
  expect(hasLeft()).toBe(true);
});

test("a bug behind the door is told as something to try again, and its words stay on the server", async () => {
  const { knock } = await openDoor({
    admit: async () => {
      throw new Error("secret detail");
    },
  });
  const socket = knock();
  const reason = await new Promise((resolve) => socket.on("close", (code, text) => resolve(`${code} ${text}`)));
  expect(reason).toMatch(/^4503 /);
  expect(reason).not.toContain("secret");
});

test("a quiet socket is sent a heartbeat that the stock provider takes for life", async () => {
  let moment = 0;
  const { knock } = await openDoor({ now: () => moment });
  const socket = knock();
  const heard: Uint8Array[] = [];
  socket.on("message", (data: Buffer) => heard.push(new Uint8Array(data)));
  await opened(socket);
  moment = 11_000;
  await until(() => heard.length > 0);
  expect(heard[0]).toEqual(heartbeatFrame);
});

test("who sends faster than the budget is read later, not refused, and loses nothing", async () => {
  const { received, knock } = await openDoor({
    limits: {
      ...defaultSocketLimits,
      rate: { messagesPerSecond: 200, messageBurst: 10, bytesPerSecond: 1e6, byteBurst: 1e6 },
    },
  });
  const socket = knock();
  await opened(socket);
  for (let count = 0; count < 60; count++) socket.send(new Uint8Array([count]));
  await until(() => received.length === 60);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test("frames that the network delivered together are read as slowly as the budget says", async () => {
  const { received, knock } = await openDoor({
    limits: {
      ...defaultSocketLimits,
      rate: { messagesPerSecond: 50, messageBurst: 5, bytesPerSecond: 1e6, byteBurst: 1e6 },
    },
  });
  const socket = knock();
  await opened(socket);
  // So small that all of them come in one read.
  for (let count = 0; count < 40; count++) socket.send(new Uint8Array([count]));
  await until(() => received.length > 0);
  expect(received.length).toBeLessThan(20);
  await until(() => received.length === 40);
  expect(received.map((frame) => frame[0])).toEqual(Array.from({ length: 40 }, (_, index) => index));
});

test("once it is closing, the door tells newcomers that the server restarts", async () => {
  const { knock, sockets } = await openDoor();
  const inside = knock();
  await opened(inside);
  const closed = closeOf(inside);
  await sockets.close();
  expect(await closed).toBe(1001);
});

test("who only reads is asked by a ping whether it is there, and stays as long as it answers", async () => {
  let moment = 0;
  const { knock } = await openDoor({ now: () => moment, join: async (wire) => sendOften(wire) });
  const socket = knock();
  let pings = 0;
  socket.on("ping", () => pings++);
  await opened(socket);
  for (let count = 0; count < 4; count++) {
    const before = pings;
    moment += 21_000;
    await until(() => pings > before);
    // The answer travels back. Should it be late, the limit leaves room for two that are.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(socket.readyState).toBe(WebSocket.OPEN);

  /** A busy document: something is sent all the time, and nothing of it is a question. */
  function sendOften(wire: Wire): void {
    const timer = setInterval(() => wire.send({ payload: new Uint8Array([1, 1, 0]) }), 10);
    atTheEnd(async () => clearInterval(timer));
  }
});

test("a socket whose other end has vanished is let go", async () => {
  let moment = 0;
  const { knock, hasLeft } = await openDoor({ now: () => moment });
  const socket = knock();
  await opened(socket);
  socket.pause();
  moment = 61_000;
  await until(hasLeft);
});

test("the door closes although strangers and wrong callers do not hang up", async () => {
  const { sockets, port } = await openDoor({
    admit: async () => {
      throw refuse("not-logged-in", "Sign in.");
    },
  });
  const key = "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n";
  const gone = [`/api/sync/${"a".repeat(26)}`, "/elsewhere"].map((path) => {
    const raw = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    raw.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\n`);
    raw.on("error", () => {});
    return new Promise<void>((resolve, reject) => {
      raw.on("end", () => resolve());
      raw.on("close", () => resolve());
      raw.on("timeout", reject);
      raw.resume();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await sockets.close();
  await Promise.all(gone);
});

test("a stranger may send little before the socket is gone", async () => {
  const { knock } = await openDoor({
    admit: async () => {
      throw refuse("not-logged-in", "Sign in.");
    },
  });
  const socket = knock();
  await opened(socket);
  const closed = closeOf(socket);
  socket.send(new Uint8Array(200_000));
  expect([4401, 4413, 1006]).toContain(await closed);
});

test("a socket that closes while the login is looked at again leaves its room", async () => {
  let admissions = 0;
  let answer = (): void => {};
  const { knock, hasLeft } = await openDoor({
    admit: async () => {
      if (++admissions === 2) await new Promise<void>((resolve) => (answer = resolve));
      return visitor;
    },
  });
  const socket = knock();
  await opened(socket);
  await until(() => admissions === 2);
  socket.terminate();
  await new Promise((resolve) => setTimeout(resolve, 50));
  answer();
  await until(hasLeft);
});
