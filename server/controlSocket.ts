import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, realpath, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import type { Refused } from "../shared/api.ts";
import { Refusal, type RefusalCode, refuse } from "../shared/refusal.ts";

/** What a running server answers on this machine, by the name of the question. Each is given the whole question, unparsed. */
export type ControlAsks = Readonly<
  Record<string, (question: Readonly<Record<string, unknown>>) => Promise<object> | object>
>;

export interface ControlNeeds {
  dataFolder: string;
  asks: ControlAsks;
  logger: { error(fields: object, message: string): void };
}

export interface ControlSocket {
  readonly path: string;
  close(): Promise<void>;
}

const maxLineLength = 64 * 1024;
/** The system allows 104 to 108 bytes for the path of a socket. */
const maxPathBytes = 100;

/**
 * Answers questions of the same user on this machine, while other processes cannot open the data folder: one JSON object a line, each
 * answered by one line. Nothing of it can be reached by network.
 */
export async function openControlSocket({ dataFolder, asks, logger }: ControlNeeds): Promise<ControlSocket> {
  const socketPath = await controlSocketPath(dataFolder);
  // We hold the folder's lock, so what lies here was left by a server that did not stop cleanly.
  await rm(socketPath, { force: true, recursive: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, asks, (error) => logger.error({ err: error }, "A question on the control socket failed."));
  });
  await listen(server, socketPath);
  server.on("error", (error) => logger.error({ err: error }, "The control socket failed."));
  await chmod(socketPath, 0o600);
  // Never what keeps the process alive.
  server.unref();
  let closing: Promise<void> | null = null;
  const close = async () => {
    for (const socket of open) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(socketPath, { force: true });
  };
  return {
    path: socketPath,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Where the socket of a data folder lies: in it, or, where that path is too long for a socket, in a folder of the temporary files that
 * belongs to this user alone.
 */
export async function controlSocketPath(dataFolder: string): Promise<string> {
  const folder = await realpath(dataFolder);
  const inside = path.join(folder, "control.sock");
  if (Buffer.byteLength(inside) <= maxPathBytes) return inside;
  const { uid, username } = userInfo();
  const own = path.join(tmpdir(), `ambo-${uid === -1 ? username : uid}`);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const found = await lstat(own);
  if (!found.isDirectory() || (uid !== -1 && (found.uid !== uid || (found.mode & 0o077) !== 0))) {
    throw new Error(
      `${own} must be a folder that only you can open. Remove it, or choose a data folder with a shorter path.`,
    );
  }
  return path.join(own, `${createHash("sha256").update(folder).digest("hex").slice(0, 24)}.sock`);
}

function converse(socket: Socket, asks: ControlAsks, onBug: (error: unknown) => void): void {
  let unread = "";
  let answering: Promise<void> = Promise.resolve();
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    unread += text;
    const lines = unread.split("\n");
    unread = lines.pop() ?? "";
    if ([...lines, unread].some((line) => line.length > maxLineLength)) {
      unread = "";
      socket.end(`${JSON.stringify(refused("too-large", "A question has at most 64 kB."))}\n`);
      return;
    }
    for (const line of lines) {
      answering = answering.then(async () => {
        const answer = await answerOf(line, asks, onBug);
        if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
      });
    }
  });
}

async function answerOf(line: string, asks: ControlAsks, onBug: (error: unknown) => void): Promise<object> {
  try {
    const question: unknown = JSON.parse(line);
    const name = typeof question === "object" && question !== null && "ask" in question ? question.ask : null;
    if (typeof name !== "string") throw refuse("malformed", 'A question looks like { "ask": "status" }.');
    const answer = Object.hasOwn(asks, name) ? asks[name] : undefined;
    if (answer === undefined) {
      throw refuse("not-found", `This server knows ${Object.keys(asks).join(", ")}, but not "${name.slice(0, 40)}".`);
    }
    return { answer: await answer(question as Record<string, unknown>) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.message);
    if (error instanceof SyntaxError) return refused("malformed", "A question is one JSON object a line.");
    onBug(error);
    return refused("bug", "The server met an error.");
  }
}

function refused(code: RefusalCode | "bug", sentence: string): Refused {
  return { code, sentence };
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
