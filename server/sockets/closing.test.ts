import net from "node:net";
import { expect, test } from "vitest";
import type { Wire } from "../rooms/wire.ts";
import { defaultSocketLimits } from "./attachSockets.ts";
import { atTheEnd, closeOf, openDoor, opened, until } from "./testing/door.ts";

const tight = {
  ...defaultSocketLimits,
  beatEveryMs: 20,
  rate: { ...defaultSocketLimits.rate, messagesPerSecond: 1, messageBurst: 2 },
};

test("a socket that is not read for its haste still hears its close answered", async () => {
  let wire: Wire | null = null;
  const { received, knock } = await openDoor({
    limits: tight,
    join: async (its) => {
      wire = its;
    },
  });
  const socket = knock();
  await opened(socket);
  for (let count = 0; count < 6; count++) socket.send(new Uint8Array([count]));
  await until(() => received.length >= 3);
  (wire as Wire | null)?.close(4403, "no");
  // The library gives up on an answer after 30 seconds.
  expect(await closeOf(socket)).toBe(4403);
}, 25_000);

test("a socket that is closed while the room is still opening hears its close answered", async () => {
  const { knock } = await openDoor({
    join: async (wire) => {
      setImmediate(() => wire.close(4403, "no"));
      await new Promise((resolve) => setTimeout(resolve, 30));
    },
  });
  expect(await closeOf(knock())).toBe(4403);
}, 25_000);

test("frames that had come before their sender closed are not thrown away", async () => {
  const { received, knock, hasLeft } = await openDoor({
    limits: { ...tight, rate: { ...tight.rate, messagesPerSecond: 20 } },
  });
  const socket = knock();
  await opened(socket);
  for (let count = 0; count < 8; count++) socket.send(new Uint8Array([count]));
  socket.close(1000);
  await until(hasLeft);
  expect(received).toHaveLength(8);
});

test("who was refused and goes on sending is read no faster than before", async () => {
  let wire: Wire | null = null;
  const { port } = await openDoor({
    join: async (its) => {
      wire = its;
    },
    limits: { ...tight, rate: { ...tight.rate, bytesPerSecond: 1_000, byteBurst: 100_000 } },
  });
  const raw = net.connect(port, "127.0.0.1");
  atTheEnd(async () => raw.destroy());
  raw.on("error", () => {});
  raw.on("data", () => {});
  const key = Buffer.alloc(16).toString("base64");
  raw.write(
    `GET /api/sync/${"a".repeat(26)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  await until(() => wire !== null);
  await new Promise((resolve) => setTimeout(resolve, 50));
  (wire as Wire | null)?.close(4403, "no");
  const frame = Buffer.concat([Buffer.from([0x82, 0xfe, 0xea, 0x60, 1, 2, 3, 4]), Buffer.alloc(60_000, 1)]);
  for (let count = 0; count < 1_000; count++) raw.write(frame);
  // Read without limit, sixty megabytes are gone well within this.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(raw.writableLength).toBeGreaterThan(0);
});
