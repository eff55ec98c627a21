import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const builtServer = fileURLToPath(new URL("../dist/server/main.js", import.meta.url));
const patienceMs = 30_000;

export interface StartOptions {
  /** Another build than the product's. */
  main?: string;
  /** What the server writes about itself; everything of it is then in `log`. */
  logLevel?: string;
  /** No file of the server may grow beyond this, which feels to it like a full disk. */
  maxFileKilobytes?: number;
}

/** The built server as a process of its own, with a data folder of its own, so that it can be killed and come back. */
export class TestServer {
  /** Where it keeps its data now. */
  folder: string;
  readonly port: number;
  readonly #folders: string[] = [];
  #process: ChildProcess | null = null;
  #errors = "";
  #log = "";

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#folders.push(folder);
    this.port = port;
  }

  static async start(options: StartOptions = {}): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), "ambo-e2e-")), await freePort());
    await server.start(options);
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Everything that was written to both outputs since it was started with a log level. */
  get log(): string {
    return this.#log;
  }

  /** Starts on the same port and folder as before. */
  async start({ main = builtServer, logLevel, maxFileKilobytes }: StartOptions = {}): Promise<void> {
    if (!existsSync(main)) throw new Error(`${main} is missing: build first, with \`npm run build\`.`);
    const env = {
      ...process.env,
      PORT: String(this.port),
      HOST: "127.0.0.1",
      DATA_DIR: this.folder,
      PUBLIC_URL: "",
      LOG_LEVEL: logLevel ?? "warn",
    };
    const limited = ["/bin/sh", ["-c", `ulimit -f ${(maxFileKilobytes ?? 0) * 2}; exec "$0" "$1"`]] as const;
    const child =
      maxFileKilobytes === undefined
        ? spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] })
        : spawn(limited[0], [...limited[1], process.execPath, main], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    this.#errors = "";
    child.stderr?.on("data", (piece: Buffer) => {
      this.#errors = (this.#errors + piece.toString()).slice(-8_000);
    });
    for (const output of [child.stdout, child.stderr]) {
      output?.on("data", (piece: Buffer) => {
        if (logLevel !== undefined) this.#log += piece.toString();
      });
    }
    await this.#ready(child);
  }

  /** Ends the process as a power switch would, without a word to it. */
  async kill9(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async restart(options: StartOptions = {}): Promise<void> {
    if (this.#process !== null) await this.#end("SIGTERM");
    await this.start(options);
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  /** Makes a backup as whoever runs the server would, and tells where it is. */
  async backsUp(): Promise<string> {
    const file = join(await this.#newFolder(), "backup.zip");
    await this.#command("backup", file);
    return file;
  }

  /** Stops, restores a backup into a folder of its own, and starts with that one on the same port. */
  async goesBackTo(backup: string): Promise<void> {
    await this.#end("SIGTERM");
    const folder = join(await this.#newFolder(), "data");
    await this.#command("restore-backup", backup, folder);
    this.folder = folder;
    await this.start();
  }

  async #newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "ambo-e2e-"));
    this.#folders.push(folder);
    return folder;
  }

  async #command(...words: string[]): Promise<void> {
    const env = { ...process.env, DATA_DIR: this.folder };
    await promisify(execFile)(process.execPath, [builtServer, ...words], { env });
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const impatient = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    await gone;
    clearTimeout(impatient);
  }

  async #ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The server did not become ready.\n${this.#errors}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}
