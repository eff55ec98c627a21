import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { type ControlAsks, openControlSocket } from "./controlSocket.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function openSocket(asks: ControlAsks = { status: () => ({ pid: 1 }) }, below = "") {
  const folder = await mkdtemp(path.join(tmpdir(), "ambo-control-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const dataFolder = path.join(folder, below);
  await mkdir(dataFolder, { recursive: true });
  const errors: object[] = [];
  const open = () => openControlSocket({ dataFolder, asks, logger: { error: (fields) => void errors.push(fields) } });
  const socket = await open();
  cleanUps.push(() => socket.close());
  return { socket, dataFolder, errors, open };
}

/** Sends lines, and gives as many answers back. */
async function ask(socketPath: string, ...lines: string[]): Promise<unknown[]> {
  const socket = connect(socketPath);
  const answers: unknown[] = [];
  try {
    socket.write(`${lines.join("\n")}\n`);
    for await (const line of createInterface({ input: socket })) {
      answers.push(JSON.parse(line));
      if (answers.length === lines.length) break;
    }
    return answers;
  } finally {
    socket.destroy();
  }
}

test("each question is answered in its turn, by one line", async () => {
  const { socket } = await openSocket({ status: async () => ({ pid: 7 }), rooms: () => ({ open: 2 }) });
  const answers = await ask(socket.path, '{"ask":"status"}', '{"ask":"rooms"}');
  expect(answers).toEqual([{ answer: { pid: 7 } }, { answer: { open: 2 } }]);
});

test("a question that the server does not know, or cannot read, is refused in a sentence", async () => {
  const { socket } = await openSocket();
  const answers = await ask(socket.path, '{"ask":"toString"}', "{", '["status"]');
  expect(answers).toMatchObject([{ code: "not-found" }, { code: "malformed" }, { code: "malformed" }]);
});

test("a question that fails is logged and answered without its reasons", async () => {
  const { socket, errors } = await openSocket({
    status: () => {
      throw new Error("secret");
    },
  });
  const [answer] = await ask(socket.path, '{"ask":"status"}');
  expect(answer).toMatchObject({ code: "bug" });
  expect(JSON.stringify(answer)).not.toContain("secret");
  expect(errors).toHaveLength(1);
});

test("only the same user may write to the socket", async () => {
  const { socket } = await openSocket();
  expect((await stat(socket.path)).mode & 0o777).toBe(0o600);
});

test("what an unclean stop left behind is replaced, and a clean stop leaves nothing", async () => {
  const { socket, dataFolder, open } = await openSocket();
  await socket.close();
  await expect(stat(socket.path)).rejects.toThrow();
  await writeFile(path.join(dataFolder, "control.sock"), "");
  const again = await open();
  cleanUps.push(() => again.close());
  expect(await ask(again.path, '{"ask":"status"}')).toEqual([{ answer: { pid: 1 } }]);
});

test("a data folder with a long path has its socket elsewhere, where nobody else can reach it", async () => {
  const { socket, dataFolder } = await openSocket(undefined, "a-folder-with-a-long-name/".repeat(6));
  expect(socket.path.startsWith(dataFolder)).toBe(false);
  expect((await stat(path.dirname(socket.path))).mode & 0o077).toBe(0);
  expect(await ask(socket.path, '{"ask":"status"}')).toEqual([{ answer: { pid: 1 } }]);
});

test("an endless question is cut off", async () => {
  const { socket } = await openSocket();
  const [answer] = await ask(socket.path, "x".repeat(100_000));
  expect(answer).toMatchObject({ code: "too-large" });
});

test("closing twice is harmless", async () => {
  const { socket } = await openSocket();
  await Promise.all([socket.close(), socket.close()]);
  await socket.close();
});
