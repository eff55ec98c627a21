/**
 * Sockets of documents on an HTTP server: who is let in, the upgrade, and the list of who is in. Who may in is decided before the
 * upgrade is completed, so no frame of a stranger is ever read; the "no" itself is told by a close code, because a browser cannot
 * see the status of a failed upgrade.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { maxDocumentBytes } from "../../shared/document.ts";
import { heartbeatMs } from "../../shared/frames.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { Refusal, refusals, refuse } from "../../shared/refusal.ts";
import type { Hello, RoomLogger, Visitor } from "../rooms/roomNeeds.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { AdmittedSocket, type AdmittedSocketNeeds } from "./admittedSocket.ts";
import { closeReason } from "./closeReason.ts";
import { type DocumentSocket, upgradesWith } from "./documentSocket.ts";
import { asksForDocument, readHello } from "./hello.ts";
import { defaultRateLimits, type RateLimits } from "./rateBudget.ts";

export interface SocketLimits {
  rate: RateLimits;
  /** The largest message of somebody who is logged in. A larger one ends the socket as `too-large`. */
  maxMessageBytes: number;
  /** A peer that answers no ping for this long is gone. */
  deadAfterMs: number;
  /** How often it is looked which sockets are quiet. */
  beatEveryMs: number;
}

export const defaultSocketLimits: SocketLimits = {
  rate: defaultRateLimits,
  maxMessageBytes: maxDocumentBytes + 1024 * 1024,
  deadAfterMs: 60_000,
  beatEveryMs: heartbeatMs / 4,
};

export interface SocketNeeds {
  rooms: Rooms;
  /** Who stands behind this request, with the role on the document and the login that proves it; rejects with a Refusal. */
  admit: (request: IncomingMessage, documentId: DocumentId) => Promise<Visitor & { loginId?: string }>;
  originIsOurs: (request: IncomingMessage) => boolean;
  limits: SocketLimits;
  logger: RoomLogger;
  /** Milliseconds that never go back, from any beginning. */
  now: () => number;
}

export interface Sockets {
  /** Ends the sockets that came by this login, and no other of the same member. */
  endLogin(loginId: string, refusal: Refusal): void;
  /** Refuses new sockets and closes what is open. Rooms have said goodbye to their sessions before. */
  close(): Promise<void>;
}

/** What somebody who is not let in may send before the socket is gone. */
const maxStrangerBytes = 64 * 1024;
/** How long somebody who is not let in has to answer the close. */
const strangerLingersMs = 5_000;

export function attachSockets(server: Server, needs: SocketNeeds): Sockets {
  const { rooms, logger, now, limits } = needs;
  /** Who was let in. */
  const open = new Set<AdmittedSocket>();
  const openNeeds: AdmittedSocketNeeds = { rate: limits.rate, logger, now, onClosed: (socket) => open.delete(socket) };
  let isClosing = false;
  /** Streams at the door: from their asking for an upgrade until they are let in or closed. */
  const atTheDoor = new Set<Duplex>();
  const members = upgradesWith(limits.maxMessageBytes);
  const strangers = upgradesWith(maxStrangerBytes);
  const pulse = setInterval(beat, limits.beatEveryMs);
  pulse.unref();
  server.on("upgrade", onUpgrade);

  return { endLogin, close };

  function endLogin(loginId: string, refusal: Refusal): void {
    for (const socket of [...open]) {
      if (socket.loginId !== loginId) continue;
      if (!socket.refuse(refusal)) turnAway(socket.webSocket, refusal);
    }
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    watch(stream);
    if (!asksForDocument(request)) {
      stream.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () => stream.destroy());
      return;
    }
    judge(request).then(
      (admitted) => {
        // Who is let in is watched by the library, and a second pair of listeners would cost every socket two lists.
        unwatch(stream);
        const webSocket = upgrade(members, request, stream, head);
        if (webSocket === null) watch(stream);
        else begin(request, webSocket, stream, admitted);
      },
      (error: unknown) => {
        const webSocket = upgrade(strangers, request, stream, head);
        webSocket?.on("error", (broken) => logger.info({ err: broken }, "A socket broke its protocol."));
        if (webSocket !== null) turnAway(webSocket, asRefusal(error));
      },
    );
  }

  function watch(stream: Duplex): void {
    // A stream without this listener that meets an error ends the process.
    stream.on("error", destroyIt);
    stream.on("close", goneFromTheDoor);
    if (!stream.destroyed) atTheDoor.add(stream);
  }

  function unwatch(stream: Duplex): void {
    atTheDoor.delete(stream);
    stream.off("close", goneFromTheDoor);
    stream.off("error", destroyIt);
  }

  function goneFromTheDoor(this: Duplex): void {
    atTheDoor.delete(this);
  }

  async function judge(request: IncomingMessage): Promise<Admitted> {
    if (isClosing) throw refuse("restarting", "The server is restarting.");
    if (!needs.originIsOurs(request)) {
      throw refuse("forbidden", "This page was not served by this server, so it may not write here.");
    }
    const { documentId, hello } = readHello(request);
    return { documentId, hello, visitor: await needs.admit(request, documentId) };
  }

  function turnAway(webSocket: WebSocket, refusal: Refusal): void {
    const lingering = setTimeout(() => webSocket.terminate(), strangerLingersMs);
    webSocket.on("close", () => clearTimeout(lingering));
    webSocket.close(refusals[refusal.code].closeCode, closeReason(refusal.message));
  }

  function begin(request: IncomingMessage, webSocket: DocumentSocket, stream: Duplex, admitted: Admitted): void {
    const socket = new AdmittedSocket(openNeeds, webSocket, stream, admitted.visitor.loginId ?? null);
    open.add(socket);
    join(request, socket, admitted).catch((error: unknown) => {
      socket.giveUp();
      turnAway(webSocket, asRefusal(error));
    });
  }

  /** Nothing keeps the request afterwards: its headers are larger than all else that a quiet socket needs. */
  async function join(request: IncomingMessage, socket: AdmittedSocket, admitted: Admitted): Promise<void> {
    const { documentId, visitor, hello } = admitted;
    socket.entered(await rooms.join(documentId, visitor, hello, socket));
    // A login may have ended after the door was passed and before the room knew of anybody to dismiss.
    if (socket.isOpen) await needs.admit(request, documentId);
    socket.read();
  }

  function beat(): void {
    for (const socket of open) socket.beat(limits.deadAfterMs);
  }

  async function close(): Promise<void> {
    isClosing = true;
    clearInterval(pulse);
    for (const socket of open) socket.close(refusals.restarting.closeCode, "The server is restarting.");
    const deadline = Date.now() + 2_000;
    while (open.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const socket of open) socket.destroy();
    for (const stream of atTheDoor) stream.destroy();
    server.off("upgrade", onUpgrade);
  }

  function asRefusal(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    logger.error({ err: error }, "A socket could not be opened.");
    return refuse("overloaded", "The server met an error. It is being tried again.");
  }
}

/** Null when the stream is gone, or when the request was answered because it is no sound upgrade. */
function upgrade(
  upgrades: ReturnType<typeof upgradesWith>,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): DocumentSocket | null {
  const upgraded: DocumentSocket[] = [];
  if (!stream.destroyed) upgrades.handleUpgrade(request, stream, head, (webSocket) => upgraded.push(webSocket));
  return upgraded[0] ?? null;
}

function destroyIt(this: Duplex): void {
  this.destroy();
}

interface Admitted {
  documentId: DocumentId;
  hello: Hello;
  visitor: Visitor & { loginId?: string };
}
