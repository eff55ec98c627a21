/**
 * Sockets of documents on an HTTP server: upgrade, limits, frames in. Who may in is decided before the upgrade is
 * completed, so no frame of a stranger is ever read; the "no" itself is told by a close code, because a browser cannot see the
 * status of a failed upgrade.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { maxDocumentBytes } from "../../shared/document.ts";
import { heartbeatFrame, heartbeatMs } from "../../shared/frames.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { Refusal, refusals, refuse } from "../../shared/refusal.ts";
import type { Hello, RoomLogger, Visitor } from "../rooms/roomNeeds.ts";
import type { RoomSession } from "../rooms/roomSession.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { outgoing } from "../rooms/wire.ts";
import { asksForDocument, readHello } from "./hello.ts";
import { createRateBudget, defaultRateLimits, type RateLimits } from "./rateBudget.ts";
import { cutToBytes, maxReasonBytes, type SocketWire, socketWire } from "./socketWire.ts";

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
  /** Who stands behind this request, with the role on the document; rejects with a Refusal. */
  admit: (request: IncomingMessage, documentId: DocumentId) => Promise<Visitor>;
  originIsOurs: (request: IncomingMessage) => boolean;
  limits: SocketLimits;
  logger: RoomLogger;
  /** Milliseconds that never go back, from any beginning. */
  now: () => number;
}

export interface Sockets {
  /** Refuses new sockets and closes what is open. Rooms have said goodbye to their sessions before. */
  close(): Promise<void>;
}

/** ws ends an oversized message with 1009, which makes providers try again for ever. Ours is final. */
class DocumentSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === 1009) super.close(refusals["too-large"].closeCode, "This change is too large to be sent.");
    else super.close(code, reason);
  }
}

interface OpenSocket {
  webSocket: WebSocket;
  wire: SocketWire;
  lastHeardAt: number;
  lastPingAt: number;
}

/** What somebody who is not let in may send before the socket is gone. */
const maxStrangerBytes = 64 * 1024;
/** How long somebody who is not let in has to answer the close. */
const strangerLingersMs = 5_000;

export function attachSockets(server: Server, needs: SocketNeeds): Sockets {
  const { rooms, logger, now, limits } = needs;
  const open = new Set<OpenSocket>();
  let isClosing = false;
  /** Every stream that asked for an upgrade, until it is closed. */
  const streams = new Set<Duplex>();
  const members = upgradesWith(limits.maxMessageBytes);
  const strangers = upgradesWith(maxStrangerBytes);
  const pulse = setInterval(beat, limits.beatEveryMs);
  pulse.unref();
  server.on("upgrade", onUpgrade);

  return { close };

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A socket without this listener that meets an error ends the process.
    socket.on("error", () => socket.destroy());
    streams.add(socket);
    socket.on("close", () => streams.delete(socket));
    if (!asksForDocument(request)) {
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", () => socket.destroy());
      return;
    }
    judge(request).then(
      (admitted) => upgrade(members, request, socket, head, (webSocket) => begin(request, webSocket, socket, admitted)),
      (error: unknown) =>
        upgrade(strangers, request, socket, head, (webSocket) => turnAway(webSocket, asRefusal(error))),
    );
  }

  async function judge(request: IncomingMessage): Promise<Admitted> {
    if (isClosing) throw refuse("restarting", "The server is restarting.");
    if (!needs.originIsOurs(request)) {
      throw refuse("forbidden", "This page was not served by this server, so it may not write here.");
    }
    const { documentId, hello } = readHello(request);
    return { documentId, hello, visitor: await needs.admit(request, documentId) };
  }

  function upgrade(
    upgrades: WebSocketServer,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    then: (webSocket: WebSocket) => void,
  ): void {
    if (socket.destroyed) return;
    upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", (error) => logger.info({ err: error }, "A socket broke its protocol."));
      then(webSocket);
    });
  }

  function turnAway(webSocket: WebSocket, refusal: Refusal): void {
    const lingering = setTimeout(() => webSocket.terminate(), strangerLingersMs);
    webSocket.on("close", () => clearTimeout(lingering));
    webSocket.close(refusals[refusal.code].closeCode, cutToBytes(refusal.message, maxReasonBytes));
  }

  function begin(request: IncomingMessage, webSocket: WebSocket, socket: Duplex, admitted: Admitted): void {
    const wire = socketWire(webSocket, socket, now);
    const entry: OpenSocket = { webSocket, wire, lastHeardAt: now(), lastPingAt: now() };
    const budget = createRateBudget(limits.rate, now());
    let session: RoomSession | null = null;
    let isAdmitted = false;
    let resume: NodeJS.Timeout | null = null;
    /** Frames that came with those that went over the budget: never more than one read of the network. */
    const waiting: Uint8Array[] = [];
    open.add(entry);
    if ("setNoDelay" in socket && typeof socket.setNoDelay === "function") socket.setNoDelay(true);
    webSocket.on("message", onMessage);
    webSocket.on("pong", () => heard(0));
    webSocket.on("ping", () => heard(64));
    webSocket.on("close", () => {
      open.delete(entry);
      if (resume !== null) clearTimeout(resume);
      session?.leave();
    });
    // Nothing is read until the document is there: what the client sends meanwhile waits in the network, bounded by it.
    webSocket.pause();
    join().catch((error: unknown) => {
      session?.leave();
      if (webSocket.isPaused) webSocket.resume();
      turnAway(webSocket, asRefusal(error));
    });

    async function join(): Promise<void> {
      const { documentId, visitor, hello } = admitted;
      session = await rooms.join(documentId, visitor, hello, wire);
      // A login may have ended after the door was passed and before the room knew of anybody to dismiss.
      if (webSocket.readyState === WebSocket.OPEN) await needs.admit(request, documentId);
      if (webSocket.readyState !== WebSocket.OPEN) {
        session.leave();
        return;
      }
      isAdmitted = true;
      if (webSocket.isPaused) webSocket.resume();
    }

    function onMessage(data: RawData, isBinary: boolean): void {
      if (session === null || !isAdmitted) return;
      if (!isBinary) {
        session.refuse("malformed", "The server could not read what this page sent.");
        return;
      }
      // The library hands out all that it has read already, also after it was told to pause.
      if (resume !== null) waiting.push(bytesOf(data));
      else heard(session.receive(bytesOf(data)));
    }

    /** Pays for what was read. Over budget the server stops reading for a while, and the sender's network holds the rest. */
    function heard(cost: number): void {
      entry.lastHeardAt = now();
      const pauseMs = budget.pay(cost, now());
      if (pauseMs === 0 || resume !== null || webSocket.readyState !== WebSocket.OPEN) return;
      webSocket.pause();
      resume = setTimeout(readOn, pauseMs);
    }

    function readOn(): void {
      resume = null;
      entry.lastHeardAt = now();
      while (resume === null && session !== null) {
        const frame = waiting.shift();
        if (frame === undefined) break;
        heard(session.receive(frame));
      }
      if (resume === null && webSocket.readyState === WebSocket.OPEN) webSocket.resume();
    }
  }

  /** Keeps quiet sockets alive, and lets go of those whose other end has vanished. */
  function beat(): void {
    const moment = now();
    for (const entry of open) {
      const { webSocket, wire } = entry;
      // Nothing is heard from a socket that is not being read.
      const silentMs = webSocket.isPaused ? 0 : moment - entry.lastHeardAt;
      if (silentMs > limits.deadAfterMs) {
        webSocket.terminate();
        continue;
      }
      if (moment - wire.lastSentAt >= heartbeatMs) wire.send(outgoing(heartbeatFrame));
      if (silentMs > limits.deadAfterMs / 3 && moment - entry.lastPingAt > limits.deadAfterMs / 6) {
        entry.lastPingAt = moment;
        webSocket.ping();
      }
    }
  }

  async function close(): Promise<void> {
    isClosing = true;
    clearInterval(pulse);
    for (const { webSocket } of open) webSocket.close(refusals.restarting.closeCode, "The server is restarting.");
    const deadline = Date.now() + 2_000;
    while (open.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const stream of streams) stream.destroy();
    server.off("upgrade", onUpgrade);
  }

  function asRefusal(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    logger.error({ err: error }, "A socket could not be opened.");
    return refuse("overloaded", "The server met an error. It is being tried again.");
  }
}

function upgradesWith(maxPayload: number): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    WebSocket: DocumentSocket,
    maxPayload,
    maxFragments: 1_024,
    maxBufferedChunks: 16_384,
  });
}

interface Admitted {
  documentId: DocumentId;
  hello: Hello;
  visitor: Visitor;
}

function bytesOf(data: RawData): Uint8Array {
  if (Buffer.isBuffer(data)) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : Buffer.concat(data);
}
