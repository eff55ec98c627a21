import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { jsonInit } from "./testServer.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "ambo-main-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The server as a process of its own, run from its source. */
function start(env: Record<string, string>) {
  const main = new URL("./main.ts", import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", main], {
    env: { PATH: process.env.PATH ?? "", LOG_LEVEL: "error", PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  const ended = once(child, "exit").then(([code]) => ({ code: code as number | null, output, errors }));
  cleanUps.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const url = /Ambo is ready at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    ended.then(() => reject(new Error(`The server ended before it was ready: ${errors}`)));
  });
  // Who expects the server to end does not wait for it to be ready.
  ready.catch(() => undefined);
  return { ready, ended, signals: (signal: NodeJS.Signals) => child.kill(signal) };
}

test("a signal stops the server cleanly: port and folder are free at once, and logins live on", async () => {
  const DATA_DIR = await freshFolder();
  const first = start({ DATA_DIR });
  const url = await first.ready;
  const signedIn = await fetch(`${url}/api/guests`, jsonInit("POST", { name: "Ana" }));
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  first.signals("SIGTERM");
  const { code, output } = await first.ended;
  expect(code).toBe(0);
  expect(output.trim().split("\n")).toHaveLength(1);

  const second = start({ DATA_DIR, PORT: new URL(url).port });
  expect(await second.ready).toBe(url);
  expect(await (await fetch(`${url}/api/me`, { headers: { cookie } })).json()).toMatchObject({
    member: { id: expect.any(String) },
  });
  second.signals("SIGINT");
  expect((await second.ended).code).toBe(0);
}, 60_000);

test("every mistake in the environment is told, and nothing is started", async () => {
  const { ended } = start({ DATA_DIR: await freshFolder(), PORT: "http", PUBLIC_URL: "here" });
  const { code, output, errors } = await ended;
  expect(code).toBe(1);
  expect(output).toBe("");
  expect(errors).toContain("PORT is");
  expect(errors).toContain("PUBLIC_URL is");
}, 60_000);

test("a folder in use is told in one sentence, without a stack", async () => {
  const DATA_DIR = await freshFolder();
  const first = start({ DATA_DIR });
  await first.ready;
  const { code, errors } = await start({ DATA_DIR }).ended;
  expect(code).toBe(1);
  expect(errors).toContain(`Another process is using the data folder ${DATA_DIR}.`);
  expect(errors).not.toMatch(/\n\s+at /);
}, 60_000);

test("a process that was killed leaves a folder that opens again", async () => {
  const DATA_DIR = await freshFolder();
  const first = start({ DATA_DIR });
  await first.ready;
  first.signals("SIGKILL");
  await first.ended;
  const second = start({ DATA_DIR });
  await second.ready;
  second.signals("SIGTERM");
  expect((await second.ended).code).toBe(0);
}, 60_000);
