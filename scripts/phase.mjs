import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

const reminderMs = 4000;

/** What went wrong in one sentence, with the end of the command's own output. Shown without a stack. */
export class PhaseFailed extends Error {}

/**
 * Runs one long command, saying what is being done, every few seconds that it still is, and how long it took. Its own
 * output is kept back and shown only when it fails.
 * @param {string} doing such as "Installing packages"
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 */
export async function runPhase(doing, command, args, { env = process.env, cwd = root } = {}) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log(`${doing} (${[command.split("/").pop(), ...args.map((arg) => arg.replace(root, ""))].join(" ")})`);
  const reminder = setInterval(() => console.log(`  still at it: ${doing.toLowerCase()}, ${seconds()} s`), reminderMs);

  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  child.stdout.on("data", (bytes) => output.push(bytes));
  child.stderr.on("data", (bytes) => output.push(bytes));
  // npm passes SIGTERM on to this process alone; without this the command would live on and go on writing.
  const stop = (signal) => {
    child.kill(signal);
    process.exitCode = 1;
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  try {
    const end = await new Promise((resolve) => {
      child.on("error", (error) => resolve(error.message));
      child.on("close", (code, signal) => resolve(code === 0 ? null : signal ? `signal ${signal}` : `status ${code}`));
    });
    if (end !== null) {
      const lastLines = Buffer.concat(output).toString().trimEnd().split("\n").slice(-40).join("\n");
      throw new PhaseFailed(`${lastLines}\n\n${doing} failed after ${seconds()} s with ${end}.`);
    }
    console.log(`  done in ${seconds()} s`);
  } finally {
    clearInterval(reminder);
    process.off("SIGTERM", stop);
    process.off("SIGINT", stop);
  }
}
