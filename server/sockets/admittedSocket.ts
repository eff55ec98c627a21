/**
 * The socket of somebody who was let in: frames in as fast as the budget allows, frames out without copies, and signs of life.
 *
 * A broadcast costs one system call a socket, so a frame is built once for all of them and written past the sender of `ws`. That is
 * safe because `ws` writes its own frames whole and at once when no extension is negotiated, which is checked.
 */
import type { Duplex } from "node:stream";
import { type RawData, WebSocket } from "ws";
import { heartbeatFrame, heartbeatMs } from "../../shared/frames.ts";
import type { Refusal } from "../../shared/refusal.ts";
import type { RoomLogger } from "../rooms/roomNeeds.ts";
import type { RoomSession } from "../rooms/roomSession.ts";
import { type OutgoingFrame, outgoing, type Wire } from "../rooms/wire.ts";
import { closeReason } from "./closeReason.ts";
import { corkForThisTurn } from "./cork.ts";
import type { DocumentSocket, SocketOwner } from "./documentSocket.ts";
import { framedOf } from "./framed.ts";
import { RateBudget, type RateLimits } from "./rateBudget.ts";

export interface AdmittedSocketNeeds {
  rate: RateLimits;
  logger: RoomLogger;
  /** Milliseconds that never go back, from any beginning. */
  now: () => number;
  onClosed: (socket: AdmittedSocket) => void;
}

/** What a ping costs: it is answered, which is all that it makes us do. */
const pingBytes = 64;

/** A class without functions of its own, because there is one for each open tab and most of them are quiet. */
export class AdmittedSocket implements Wire, SocketOwner {
  /** The login that it was opened under; null where nobody needs to find it by that. */
  readonly loginId: string | null;
  readonly #needs: AdmittedSocketNeeds;
  readonly webSocket: DocumentSocket;
  readonly #stream: Duplex;
  readonly #budget: RateBudget;
  #session: RoomSession | null = null;
  #isReading = false;
  /** While it is over its budget. */
  #resume: NodeJS.Timeout | null = null;
  /** Frames that came with those that went over the budget: never more than one read of the network. */
  #waiting: Uint8Array[] | null = null;
  #lastHeardAt: number;
  #lastSentAt: number;
  #lastPingAt: number;

  /**
   * Nothing is read until `read` is called: what the client sends meanwhile waits in the network, bounded by it.
   * @param stream what lies below `webSocket`, as the upgrade gave it.
   */
  constructor(needs: AdmittedSocketNeeds, webSocket: DocumentSocket, stream: Duplex, loginId: string | null) {
    const moment = needs.now();
    this.loginId = loginId;
    this.#needs = needs;
    this.webSocket = webSocket;
    this.#stream = stream;
    if (webSocket.extensions !== "")
      throw new Error("Frames are written past the library, which has negotiated more than that.");
    this.#budget = new RateBudget(needs.rate, moment);
    this.#lastHeardAt = moment;
    this.#lastSentAt = moment;
    this.#lastPingAt = moment;
    webSocket.belongTo(this);
    webSocket.pause();
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  /** The room is there; `session` leaves it when this socket closes, or now if it has closed meanwhile. */
  entered(session: RoomSession): void {
    this.#session = session;
    if (!this.isOpen) session.leave();
  }

  /** Frames go to the session from now on, unless the socket has closed meanwhile. */
  read(): void {
    if (!this.isOpen) {
      this.#session?.leave();
      return;
    }
    this.#isReading = true;
    if (this.webSocket.isPaused) this.webSocket.resume();
  }

  /** Leaves the room, and reads on to no end but to see the close answered. */
  giveUp(): void {
    this.#isReading = false;
    this.#session?.leave();
    if (this.webSocket.isPaused) this.webSocket.resume();
  }

  /** Ends it with a "no" told in words. False while there is no room yet whose session could tell it. */
  refuse({ code, message }: Refusal): boolean {
    this.#session?.refuse(code, message);
    return this.#session !== null;
  }

  send(frame: OutgoingFrame): void {
    if (!this.isOpen) return;
    this.#lastSentAt = this.#needs.now();
    corkForThisTurn(this.#stream);
    this.#stream.write(framedOf(frame));
  }

  close(closeCode: number, sentence: string): void {
    this.webSocket.close(closeCode, closeReason(sentence));
    // The other end answers the close, and what is not read is never seen.
    if (this.#resume !== null) clearTimeout(this.#resume);
    this.#resume = null;
    this.#waiting = null;
    if (this.webSocket.isPaused) this.webSocket.resume();
  }

  bufferedBytes(): number {
    return this.#stream.writableLength;
  }

  onceDrained(callback: () => void): void {
    if (this.#stream.writableNeedDrain) this.#stream.once("drain", callback);
    else setImmediate(callback);
  }

  /** Keeps a quiet socket alive, and lets go of one whose other end has been silent for longer than `deadAfterMs`. */
  beat(deadAfterMs: number): void {
    const moment = this.#needs.now();
    // Nothing is heard from a socket that is not being read.
    const silentMs = this.webSocket.isPaused ? 0 : moment - this.#lastHeardAt;
    if (silentMs > deadAfterMs) {
      this.webSocket.terminate();
      return;
    }
    if (moment - this.#lastSentAt >= heartbeatMs) this.send(outgoing(heartbeatFrame));
    if (silentMs > deadAfterMs / 3 && moment - this.#lastPingAt > deadAfterMs / 6) {
      this.#lastPingAt = moment;
      this.webSocket.ping();
    }
  }

  /** Ends it without waiting for the other end. */
  destroy(): void {
    this.#stream.destroy();
  }

  onMessage(data: RawData, isBinary: boolean): void {
    const session = this.#session;
    if (session === null || !this.#isReading) return;
    if (!isBinary) {
      session.refuse("malformed", "The server could not read what this page sent.");
      return;
    }
    // The library hands out all that it has read already, also after it was told to pause.
    if (this.#resume === null) this.#heard(session.receive(bytesOf(data)));
    else {
      this.#waiting ??= [];
      this.#waiting.push(bytesOf(data));
    }
  }

  onPing(): void {
    this.#heard(pingBytes);
  }

  onPong(): void {
    this.#heard(0);
  }

  onError(error: Error): void {
    this.#needs.logger.info({ err: error }, "A socket broke its protocol.");
  }

  onClose(): void {
    this.#needs.onClosed(this);
    if (this.#resume !== null) clearTimeout(this.#resume);
    // What had come before the sender closed is as good as what was read at once.
    for (const frame of this.#waiting ?? []) this.#session?.receive(frame);
    this.#waiting = null;
    this.#session?.leave();
  }

  /** Pays for what was read. Over budget the server stops reading for a while, and the sender's network holds the rest. */
  #heard(cost: number): void {
    const moment = this.#needs.now();
    this.#lastHeardAt = moment;
    const pauseMs = this.#budget.pay(cost, moment);
    // Also while it is closing: who goes on sending all the same must not be read without limit.
    if (pauseMs === 0 || this.#resume !== null || this.webSocket.readyState === WebSocket.CLOSED) return;
    this.webSocket.pause();
    this.#resume = setTimeout(readOn, pauseMs, this);
  }

  /** The budget allows to read again: first what has waited here. */
  readOn(): void {
    this.#resume = null;
    this.#lastHeardAt = this.#needs.now();
    const waiting = this.#waiting ?? [];
    while (this.#resume === null && this.#session !== null) {
      const frame = waiting.shift();
      if (frame === undefined) break;
      this.#heard(this.#session.receive(frame));
    }
    if (waiting.length === 0) this.#waiting = null;
    if (this.#resume === null) this.webSocket.resume();
  }
}

function readOn(socket: AdmittedSocket): void {
  socket.readOn();
}

function bytesOf(data: RawData): Uint8Array {
  if (Buffer.isBuffer(data)) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : Buffer.concat(data);
}
