import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];
const providers: WebsocketProvider[] = [];

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy();
  await Promise.all(
    children.splice(0).map((child) => {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      return ended;
    }),
  );
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function runs(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  return {
    /** Waits until the program has said something that matches, and fails with all that it said when it ends first. */
    async says(pattern: RegExp): Promise<string[]> {
      for (;;) {
        const match = output.match(pattern);
        if (match) return [...match];
        if (child.exitCode !== null) throw new Error(`It ended with status ${child.exitCode} and said:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** The script as a reader copies it, in a folder from which it finds the packages. */
function scriptOfReadme(): string {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const section = readme.split(/^## /m).find((part) => part.startsWith("Your own program writes along"));
  const script = section?.match(/```js\n([\s\S]*?)```/)?.[1];
  if (script === undefined) throw new Error("README.md has no script in its section for programs.");
  mkdirSync(`${root}.setup`, { recursive: true });
  const folder = mkdtempSync(`${root}.setup/readme-`);
  folders.push(folder);
  const file = join(folder, "write-along.mjs");
  writeFileSync(file, script);
  return file;
}

async function signsIn(server: string): Promise<string> {
  const answer = await fetch(`${server}/api/guests`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: server },
    body: JSON.stringify({ name: "Ben" }),
  });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** What the page at the link does, with a login. */
async function opens(server: string, token: string, cookie: string): Promise<string> {
  const answer = await fetch(`${server}/api/links/open`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: server, Cookie: cookie },
    body: JSON.stringify({ token }),
  });
  return ((await answer.json()) as { documentId: string }).documentId;
}

function joins(server: string, id: string, cookie: string): Y.XmlFragment {
  class SocketWithLogin extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: { Cookie: cookie } });
    }
  }
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.replace("http", "ws")}/api/sync`, id, doc, {
    WebSocketPolyfill: SocketWithLogin as unknown as typeof globalThis.WebSocket,
    params: { schema: "1" },
    disableBc: true,
  });
  providers.push(provider);
  return doc.getXmlFragment("default");
}

test("the script in README.md writes along with a person", { timeout: 60_000 }, async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "ambo-readme-"));
  folders.push(dataFolder);
  const env = { PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataFolder, PUBLIC_URL: "", LOG_LEVEL: "warn" };
  const [, server = ""] = await runs(["--import", "tsx", "server/main.ts"], env).says(/ready at (http:\/\/\S+)/);

  const program = runs([scriptOfReadme(), server]);
  const [, token = ""] = await program.says(/\/s\/([\w-]+)/);
  const cookie = await signsIn(server);
  const text = joins(server, await opens(server, token, cookie), cookie);
  while (!text.toString().includes("Hello from a program.")) await new Promise((resolve) => setTimeout(resolve, 20));

  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText("Hello from Ben.")]);
  text.push([paragraph]);
  await program.says(/Hello from a program\.<\/paragraph><paragraph>Hello from Ben\./);
});
