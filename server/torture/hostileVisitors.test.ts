/** Sound frames with bad intent: in another's name, too many of them, without ever reading, or from who may not be there. */
import * as encoding from "lib0/encoding";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import { barrierFrame, frameType, socketPath, syncFrame, syncStep } from "../../shared/frames.ts";
import { Page } from "../simulation/page.ts";
import { type AttackedServer, startAttackedServer, until } from "./attackedServer.ts";

let stage: AttackedServer;

beforeAll(async () => {
  stage = await startAttackedServer();
}, 60_000);

afterAll(() => stage.close());

test("presence in another's name, and floods of it, leave the process and everybody else as they were", async () => {
  await stage.withstands(async () => {
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
    await stage.attackerSends(Array.from({ length: 200 }, (_, index) => states([index], '{"user":{"name":"Victim"}}')));
    await stage.attackerSends([
      states(
        Array.from({ length: 20_000 }, (_, index) => index),
        "{}",
      ),
    ]);
    await stage.attackerSends([states([1], JSON.stringify({ cursor: "x".repeat(9_000_000) }))]);
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
    await stage.attackerSends([encoding.toUint8Array(frame)]);
  });
}, 120_000);

test("floods of questions, barriers, pings and edits leave the process and everybody else as they were", async () => {
  await stage.withstands(async () => {
    const flood = async (frames: readonly Uint8Array[]): Promise<void> => {
      const socket: WebSocket = stage.attacker.socket(stage.server.url, stage.documentId, { ambo: "1" });
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
      flood(Array.from({ length: 20_000 }, () => syncFrame(syncStep.update, new Uint8Array([0, 0])))),
    ]);
    const pinging = stage.attacker.socket(stage.server.url, stage.documentId);
    pinging.on("error", () => {});
    await until(() => pinging.readyState === pinging.OPEN, "the pings begin");
    for (let count = 0; count < 20_000; count++) pinging.ping();
    await new Promise((resolve) => setTimeout(resolve, 300));
    pinging.terminate();
  });
}, 120_000);

test("somebody who asks for everything and reads nothing makes the server hold little for them", async () => {
  await stage.withstands(async () => {
    const writer = new Page("Writer", 61_000);
    writer.dial(stage.attacker.dialer(stage.server.url, stage.documentId));
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
    const deaf = stage.attacker.socket(stage.server.url, stage.documentId, { ambo: "1" });
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
  await stage.withstands(async () => {
    const deaf = await stage.rawSocket();
    deaf.pause();
    const writer = new Page("Writer", 60_000);
    writer.dial(stage.attacker.dialer(stage.server.url, stage.documentId));
    await until(() => {
      writer.pump();
      return writer.isSynced;
    }, "the writer is connected");
    for (let count = 0; count < 150; count++) {
      writer.edit(stage.random);
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
  const address = (id: string) => `${stage.server.url.replace(/^http/, "ws")}${socketPath}${id}`;
  expect(await codeOf(new WebSocket(address(stage.documentId)))).toBe(4401);
  const headers = { cookie: stage.attacker.cookie };
  expect(await codeOf(new WebSocket(address("a".repeat(26)), { headers }))).toBe(4404);
  expect(await codeOf(new WebSocket(address("..%2f..%2fetc"), { headers }))).toBe(4404);
  expect(
    await codeOf(new WebSocket(address(stage.documentId), { headers: { ...headers, origin: "https://evil.example" } })),
  ).toBe(4403);
  expect(await codeOf(new WebSocket(address(stage.documentId), { headers: { ...headers, origin: "null" } }))).toBe(
    4403,
  );
}, 60_000);
