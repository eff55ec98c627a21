import { connect } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import type { Config } from "./config.ts";
import { createServer } from "./createServer.ts";
import { atServer } from "./testServer.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function configFor(dataFolder: string, port = 0): Config {
  return {
    port,
    host: "127.0.0.1",
    dataFolder,
    publicUrl: null,
    logLevel: "silent",
    mail: null,
    oidc: null,
    trustProxy: false,
  };
}

async function askControl(dataFolder: string, ask: string): Promise<unknown> {
  const socket = connect(path.join(dataFolder, "control.sock"));
  try {
    socket.write(`${JSON.stringify({ ask })}\n`);
    for await (const line of createInterface({ input: socket })) return JSON.parse(line);
    return null;
  } finally {
    socket.destroy();
  }
}

test("a second server on the same folder is refused with a sentence, and the first one goes on", () =>
  atServer({}, async (server) => {
    await expect(createServer(configFor(server.dataFolder), { logger: silent })).rejects.toMatchObject({
      code: "storage-failed",
      message: expect.stringMatching(/^Another process is using the data folder .*\.$/),
    });
    expect((await server.ask("/healthz")).status).toBe(200);
    expect(await askControl(server.dataFolder, "status")).toMatchObject({ answer: { status: "ready" } });
  }));

test("a port that is taken is told in a sentence that names it, and the folder is free again after closing", () =>
  atServer({}, async (server) => {
    const port = Number(new URL(server.url).port);
    const folder = `${server.dataFolder}-other`;
    const second = await createServer(configFor(folder, port), { logger: silent });
    await expect(second.listen()).rejects.toMatchObject({ code: "taken", message: expect.stringContaining(`${port}`) });
    await second.close();
    const third = await createServer(configFor(folder), { logger: silent });
    await third.close();
  }));

test("a running server says on its control socket how it is", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    await ana.joins(id).hears("welcome");
    expect(await askControl(server.dataFolder, "status")).toEqual({
      answer: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        pid: process.pid,
        status: "ready",
        rooms: 1,
        sessions: 1,
        damage: 0,
      },
    });
    expect(await askControl(server.dataFolder, "backup-please")).toMatchObject({ code: "not-found" });
  }));

test("a stop tells the open pages to come back, and closing twice is harmless", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const socket = ana.joins(id);
    await socket.hears("welcome");
    const { url } = server;
    await Promise.all([server.server.close(), server.server.close()]);
    // Not one of the final codes: the page connects again by itself.
    expect((await socket.closed).code).toBe(1001);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    await server.server.close();
  }));

test("a server that never listened closes too", () =>
  atServer({}, async (server) => {
    const unused = await createServer(configFor(`${server.dataFolder}-unused`), { logger: silent });
    await unused.close();
    await unused.close();
  }));
