import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { WebSocket } from "ws";
import type { MemberId } from "../../../shared/ids.ts";
import type { RoomSession } from "../../rooms/roomSession.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import type { Wire } from "../../rooms/wire.ts";
import { attachSockets, defaultSocketLimits, type SocketNeeds } from "../attachSockets.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs after the test, what was begun last first. */
export function atTheEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

export const visitor = {
  member: "m".repeat(26) as MemberId,
  name: "Ana",
  role: "editor" as const,
  shelf: "library" as const,
  color: "#336699",
};

/** A socket door with stand-ins behind it: `join` decides when the room is there, `received` shows what came through. */
export async function openDoor(needs: Partial<SocketNeeds> & { join?: (wire: Wire) => Promise<void> } = {}) {
  const received: Uint8Array[] = [];
  let hasLeft = false;
  const session = {
    receive: (frame: Uint8Array) => {
      received.push(frame);
      return frame.length;
    },
    leave: () => {
      hasLeft = true;
    },
  } as unknown as RoomSession;
  const rooms = {
    join: async (_id: unknown, _visitor: unknown, _hello: unknown, wire: Wire) => {
      await needs.join?.(wire);
      return session;
    },
  } as unknown as Rooms;
  const http = createServer();
  const sockets = attachSockets(http, {
    rooms,
    admit: async () => visitor,
    originIsOurs: () => true,
    limits: { ...defaultSocketLimits, beatEveryMs: 20 },
    logger: { info() {}, warn() {}, error() {} },
    now: Date.now,
    ...needs,
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  atTheEnd(async () => {
    await sockets.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  const { port } = http.address() as AddressInfo;
  const knock = (): WebSocket => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/sync/${"a".repeat(26)}`);
    socket.on("error", () => {});
    atTheEnd(async () => socket.terminate());
    return socket;
  };
  return { received, knock, hasLeft: () => hasLeft, sockets, port };
}

export const closeOf = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on("close", resolve));
export const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => socket.on("open", () => resolve()));

export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
