/**
 * `npm run bench [row ...] [--repeats=3] [--seconds=3] [--trace=file.json.gz]`: measures our server beside the stock one and a
 * relay that understands nothing, all in one run, on 127.0.0.1 only. Absolute figures belong to the machine; ratios travel.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeDocument } from "./load/writing.mjs";
import { startPeer } from "./peers.mjs";
import { rows } from "./rows/index.mjs";
import { tableOf } from "./table.mjs";

/** One row against one server may take this long, unless it says otherwise; whatever hangs is ended and named. */
const defaultRowMs = 5 * 60_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    trace: { type: "string" },
    json: { type: "string" },
  },
});
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(", ")}. Rows: ${rows.map((row) => row.name).join(", ")}.`);
  process.exit(1);
}
const chosen = rows.filter((row) => positionals.length === 0 || positionals.includes(row.name));

const large = writeDocument({ textBytes: 1_000_000, trace: options.trace });
const small = writeDocument({ textBytes: 10_000, trace: options.trace });
const folder = mkdtempSync(join(tmpdir(), "ambo-bench-"));
const running = new Set();
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await Promise.all([...running].map((peer) => peer.stop()));
    process.exit(1);
  });
}

console.log(
  `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}; load and server on one machine.`,
);
console.log(
  `Medians of ${options.repeats}. Documents from ${options.trace ? "a trace" : "a seeded generator"}: 1 MB of text is ${Math.round(large.state.length / 1000)} kB encoded.\n`,
);

const goals = [];
const results = {};
let failed = false;
for (const row of chosen) {
  const measured = {};
  for (const kind of row.servers) {
    process.stderr.write(`  measuring ${row.name} on ${kind}\n`);
    try {
      measured[kind] = await measure(row, kind);
    } catch (error) {
      failed = true;
      console.log(`  ${row.name} on ${kind} failed: ${error.message}`);
    }
  }
  const table = tableOf(row, measured);
  console.log(`${table.text}\n`);
  goals.push(...table.goals);
  results[row.name] = measured;
}

const missed = goals.filter(({ met }) => !met);
console.log(`${goals.length - missed.length} of ${goals.length} goals met.`);
for (const { label, told } of missed) console.log(`  not met: ${label}, ${told}`);
if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 2));
process.exitCode = failed ? 1 : 0;

async function measure(row, kind) {
  const env = {};
  if (kind === "relay" && row.greeting) {
    env.GREETING = join(folder, "greeting");
    writeFileSync(env.GREETING, row.greeting({ large }));
  }
  const peer = await startPeer(kind, env);
  running.add(peer);
  const load = fork(fileURLToPath(new URL("load/main.mjs", import.meta.url)), [], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const rowMs = row.mostMs ?? defaultRowMs;
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`It was not done after ${rowMs / 60_000} minutes.`)), rowMs);
      load.on("exit", (code) => reject(new Error(`The load ended with status ${code}.`)));
      load.on("message", async (message) => {
        if (message.figures) resolve(message.figures);
        else if (message.failed) reject(new Error(message.failed));
        else {
          try {
            const answer = await answerOf(peer, message);
            if (load.connected) load.send({ id: message.id, answer });
          } catch (error) {
            reject(error);
          }
        }
      });
      load.send({
        start: {
          row: row.name,
          server: { kind: peer.kind, port: peer.port() },
          repeats: Number(options.repeats),
          seconds: Number(options.seconds),
          large: written(large),
          small: written(small),
        },
      });
    });
  } finally {
    clearTimeout(timer);
    load.kill("SIGKILL");
    await peer.stop();
    running.delete(peer);
  }
}

function answerOf(peer, { ask, gc, script, wish }) {
  switch (ask) {
    case "restart":
      return peer.restart();
    case "furnish":
      return peer.furnish(script, wish);
    default:
      return peer.usage(gc);
  }
}

function written({ state, stateVector, updates }) {
  const text = (bytes) => Buffer.from(bytes).toString("base64");
  return { state: text(state), stateVector: text(stateVector), updates: updates.map(text) };
}
