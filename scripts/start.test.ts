import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

let dataDir: string;
let port: number;
const started: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "ambo-start-"));
  port = await freePort();
});
afterEach(() => {
  for (const child of started.splice(0)) {
    // The whole group: a server that outlived its npm is exactly what this file is about.
    if (child.pid !== undefined) killGroup(child.pid);
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** `npm start` as a person runs it: neither Vitest's variables nor the caller's configuration go along. */
function startsAmbo(command: string, args: string[]) {
  const { NODE_ENV: _, VITEST: __, PUBLIC_URL: ___, ...env } = process.env;
  const child = spawn(command, args, {
    cwd: root,
    env: { ...env, PORT: String(port), HOST: "127.0.0.1", DATA_DIR: dataDir },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  child.stderr.on("data", (text) => {
    output += text;
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  return {
    child,
    ended,
    output: () => output,
    async isReady() {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`It ended instead of starting:\n${output}`);
        const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
        if (answer?.ok) return;
        await pause(100);
      }
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function portIsFree(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

// The first start may have to build, which takes its time on a small machine.
test("a signal to npm alone stops the server and frees its port and data folder", { timeout: 180_000 }, async () => {
  const first = startsAmbo("npm", ["start"]);
  await first.isReady();
  expect(first.output()).toContain(`:${port}`);
  first.child.kill("SIGTERM");
  await first.ended;
  expect(await portIsFree()).toBe(true);

  const second = startsAmbo(process.execPath, ["dist/server/main.js"]);
  await second.isReady();

  // While it runs, another process is told that the folder is taken.
  port = await freePort();
  const third = startsAmbo(process.execPath, ["dist/server/main.js"]);
  await third.ended;
  expect(third.child.exitCode).not.toBe(0);
});
