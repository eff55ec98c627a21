import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { outgoing } from "../rooms/wire.ts";
import { framedOf } from "./framed.ts";

test("messages of every length of header come whole to a real client", async () => {
  const http = createServer();
  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const payloads = [0, 1, 125, 126, 127, 65_535, 65_536, 65_537].map((length) => randomBytes(length));
  http.on("upgrade", (request, stream, head) => {
    upgrades.handleUpgrade(request, stream, head, () => {
      for (const payload of payloads) stream.write(framedOf(outgoing(payload)));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const received: Buffer[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      client.on("error", reject);
      client.on("message", (data: Buffer) => {
        received.push(data);
        if (received.length === payloads.length) resolve();
      });
    });
    for (const [index, payload] of payloads.entries()) expect(payload.equals(received[index] as Buffer)).toBe(true);
  } finally {
    client.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
});

test("a frame is built once, and its payload is then a view of it", () => {
  const frame = outgoing(Uint8Array.of(1, 2, 3));
  const framed = framedOf(frame);
  expect(framedOf(frame)).toBe(framed);
  expect([...frame.payload]).toEqual([1, 2, 3]);
  expect(frame.payload.buffer).toBe(framed.buffer);
});
