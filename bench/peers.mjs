/** The servers under measurement, each in a process of its own that is told nothing but where to keep its data. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const startMs = 30_000;

const kinds = {
  relay: { script: "relay.mjs", speaks: "relay" },
  stock: { script: "stock.mjs", speaks: "stock" },
  "stock-disk": { script: "stock.mjs", speaks: "stock", disk: "YPERSISTENCE" },
  ambo: { script: "ambo.mjs", speaks: "ambo", disk: "DATA_DIR" },
  "ambo-unlimited": { script: "ambo.mjs", speaks: "ambo", disk: "DATA_DIR", env: { LIFT_RATE_LIMIT: "yes" } },
};

/**
 * @param {string} kind
 * @param {Record<string, string>} env
 */
export async function startPeer(kind, env = {}) {
  const { script, speaks, disk, env: own = {} } = kinds[kind];
  const folder = mkdtempSync(join(tmpdir(), "ambo-bench-"));
  let child = await start();

  return {
    /** What a client must speak to it. */
    kind: speaks,
    port: () => child.port,
    usage: (gc) => child.ask({ gc }),
    /** Ends it as a crash would, and starts it again on the same folder. */
    async restart() {
      await child.kill();
      child = await start();
      return child.port;
    },
    /** Ends it, lets a script of `servers/` write into its folder, and starts it again. */
    async furnish(script, wish) {
      await child.kill();
      await runToEnd(script, wish);
      child = await start();
      return child.port;
    },
    async stop() {
      await child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function runToEnd(script, wish) {
    const env = { PATH: process.env.PATH, NODE_ENV: "production", [disk]: folder, WISH: JSON.stringify(wish) };
    const writing = fork(fileURLToPath(new URL(`servers/${script}`, import.meta.url)), [], { env });
    return new Promise((resolve, reject) => {
      writing.once("exit", (status) =>
        status === 0 ? resolve() : reject(new Error(`${script} ended with ${status}.`)),
      );
    });
  }

  async function start() {
    const server = fork(fileURLToPath(new URL(`servers/${script}`, import.meta.url)), [], {
      env: { PATH: process.env.PATH, NODE_ENV: "production", ...env, ...own, ...(disk ? { [disk]: folder } : {}) },
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let errors = "";
    server.stderr.on("data", (text) => {
      errors = `${errors}${text}`.slice(-4000);
    });
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const waiting = new Map();
    let lastId = 0;
    const port = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${kind} did not start.\n${errors}`)), startMs);
      ended.then(() => reject(new Error(`${kind} ended.\n${errors}`)));
      server.on("message", (message) => {
        if (message.port) {
          clearTimeout(timer);
          resolve(message.port);
        }
        waiting.get(message.id)?.(message.usage);
        waiting.delete(message.id);
      });
    });
    return {
      port,
      ask(question) {
        lastId++;
        const id = lastId;
        server.send({ id, ...question });
        return Promise.race([
          new Promise((resolve) => waiting.set(id, resolve)),
          ended.then(() => {
            throw new Error(`${kind} ended while it was measured.\n${errors}`);
          }),
        ]);
      },
      async kill() {
        server.kill("SIGKILL");
        await ended;
      },
    };
  }
}
