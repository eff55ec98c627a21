/**
 * A real server process under people who send anything. After each attack: the process lives, somebody who writes beside the attacker
 * is undisturbed, and the process has not grown beyond reason.
 */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { socketPath } from "../../shared/frames.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { Page } from "../simulation/page.ts";
import { createRandom, type Random } from "../simulation/random.ts";
import { type ChildServer, startChildServer } from "./childServer.ts";
import { signIn, type Visitor } from "./visitor.ts";

/** How much the process may grow in one attack. The document limit and a few copies of it fit in. */
const mostGrowth = 96 * 1024 * 1024;

export interface AttackedServer {
  readonly server: ChildServer;
  readonly victim: Visitor;
  readonly attacker: Visitor;
  /** The document of both. */
  readonly documentId: DocumentId;
  readonly random: Random;
  /** Attacks, and has the victim write and be told "saved" in the same document meanwhile and afterwards. */
  withstands(attack: () => Promise<void>): Promise<void>;
  /**
   * Opens an attacker's socket and sends the frames. Resolves with the code of the close or, where none is due, with null once a
   * ping was answered.
   */
  attackerSends(frames: readonly Uint8Array[], params?: Record<string, string>): Promise<number | null>;
  /** The raw bytes of an upgraded socket, to write what no WebSocket library would. */
  rawSocket(): Promise<net.Socket>;
  sendsRaw(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export async function startAttackedServer(): Promise<AttackedServer> {
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), "ambo-hostile-"));
  const server = await startChildServer(folder);
  const victim = await signIn(server.url, "Victim");
  const invited = await signIn(server.url, "Attacker");
  const attacker: Visitor = invited;
  const documentId = await victim.createsDocument(server.url);
  await victim.sharesWith(server.url, documentId, invited.member);
  const random = createRandom(11);
  let pageCount = 0;

  return { server, victim, attacker, documentId, random, withstands, attackerSends, rawSocket, sendsRaw, close };

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

  async function close(): Promise<void> {
    await server.kill9();
    await fs.promises.rm(folder, { recursive: true, force: true });
  }
}

export async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isTrue(); tries++) {
    if (tries > 3_000) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function memoryOf(pid: number): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
