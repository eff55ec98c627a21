/** The server as a process of its own, to be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  /** Null while it runs. */
  exitCode(): number | string | null;
  /** Kills it without a word, and waits until it is gone. */
  kill9(): Promise<void>;
  /** Asks it to stop, and waits. */
  stop(): Promise<void>;
  /** What it wrote to its error output so far. */
  errors(): string;
}

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the server from its source on a free port, and resolves when it is ready. */
export async function startChildServer(dataFolder: string, env: Record<string, string> = {}): Promise<ChildServer> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(projectFolder, "server/main.ts")], {
    cwd: projectFolder,
    env: {
      PORT: "0",
      HOST: "127.0.0.1",
      DATA_DIR: dataFolder,
      LOG_LEVEL: "error",
      PUBLIC_URL: "",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-20_000);
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await readyAt(child, gone, () => errors);
  return {
    url,
    pid: child.pid ?? 0,
    exitCode: () => child.exitCode ?? child.signalCode,
    errors: () => errors,
    kill9: () => end(child, "SIGKILL", gone),
    stop: () => end(child, "SIGTERM", gone),
  };
}

async function readyAt(child: ChildProcess, gone: Promise<void>, errors: () => string): Promise<string> {
  const address = new Promise<string>((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /https?:\/\/\S+/.exec(text);
      if (found !== null) resolve(found[0].replace("localhost", "127.0.0.1"));
    });
  });
  const url = await Promise.race([address, gone.then(() => null)]);
  if (url === null) throw new Error(`The server did not start.\n${errors()}`);
  return url;
}

async function end(child: ChildProcess, signal: NodeJS.Signals, gone: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await gone;
}
