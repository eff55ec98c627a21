import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import WebSocket from "ws";
import yauzl from "yauzl";
import { expect, newId, type Person, test } from "./people.ts";

test.use({ ownServer: true });

const run = promisify(execFile);
const main = fileURLToPath(new URL("../dist/server/main.js", import.meta.url));

const panelOf = ({ page }: Person) => page.getByRole("complementary", { name: "Chat" });
const fieldOf = (person: Person) => panelOf(person).getByRole("textbox", { name: "Your line" });

async function says(person: Person, words: string): Promise<void> {
  await fieldOf(person).fill(words);
  await fieldOf(person).press("Enter");
}

/** Where a word stands in some bytes, in the ways in which programs write it down. */
function holds(bytes: Buffer, word: string): boolean {
  return [Buffer.from(word), Buffer.from(word, "utf16le"), Buffer.from(Buffer.from(word).toString("hex"))].some(
    (form) => bytes.includes(form),
  );
}

/** The files under a folder that hold a word. */
async function filesWith(word: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && holds(await readFile(file), word)) found.push(file);
  }
  return found;
}

/** The parts of a zip that hold a word, each unpacked. */
async function partsWith(word: string, zip: Buffer): Promise<string[]> {
  const found: string[] = [];
  const archive = await yauzl.fromBufferPromise(zip);
  for await (const entry of archive.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    if (holds(Buffer.concat(pieces), word)) found.push(entry.fileName);
  }
  return found;
}

/** Which of the browser's stores hold a word. */
async function storesWith(word: string, { page, context }: Person): Promise<string[]> {
  const found = await page.evaluate(async (sought) => {
    const finished = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const text = (value: unknown): string =>
      JSON.stringify(value, (_key, inner) =>
        ArrayBuffer.isView(inner) ? new TextDecoder().decode(inner) : inner instanceof Map ? [...inner] : inner,
      ) ?? "";
    const stores: string[] = [];
    if (text({ ...localStorage }).includes(sought)) stores.push("localStorage");
    if (text({ ...sessionStorage }).includes(sought)) stores.push("sessionStorage");
    if (text(history.state).includes(sought) || location.href.includes(sought)) stores.push("history");
    for (const { name } of await indexedDB.databases()) {
      const database = await finished(indexedDB.open(name ?? ""));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        if (text([await finished(all.getAllKeys()), await finished(all.getAll())]).includes(sought))
          stores.push("IndexedDB");
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        if (request.url.includes(sought) || (await answer?.text())?.includes(sought)) stores.push("Cache Storage");
      }
    }
    return stores;
  }, word);
  const cookies = await context.cookies();
  return JSON.stringify(cookies).includes(word) ? [...found, "cookies"] : found;
}

/** A frame as a program would send it that knows the protocol and not its rules. */
async function sendsRaw(person: Person, id: string, json: string): Promise<number> {
  const cookie = (await person.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const address = `${person.server.url.replace(/^http/, "ws")}/api/sync/${id}?ambo=1&schema=1`;
  const socket = new WebSocket(address, { headers: { cookie } });
  const bytes = Buffer.from(json);
  const length = [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  socket.on("open", () => socket.send(Buffer.concat([Buffer.from([113, ...length]), bytes])));
  return new Promise((resolve, reject) => {
    socket.on("close", resolve);
    socket.on("error", reject);
  });
}

test("a word that is said is in no file, log, backup, export or store of a browser; the same search finds one that is written", async ({
  ana,
  ben,
  server,
}) => {
  const [said, written, control] = [newId(), newId(), newId()];
  await server.restart({ logLevel: "trace" });
  const id = await ana.makesDocument("Searched");
  await ana.opens(id);
  await ben.opens(id);
  for (const person of [ana, ben]) await person.page.locator(".chat-door").getByRole("button").click();

  // Said, in every way there is: as a line, to somebody, about the text, too fast, too long, unsent, and by a program that is refused.
  await ana.text.click();
  await ana.types(`${written} stands in the text`);
  await ana.isSaved();
  await says(ana, `${said} in a line`);
  await expect(panelOf(ben)).toContainText(said);
  await fieldOf(ben).pressSequentially("@An");
  await fieldOf(ben).press("Enter");
  await fieldOf(ben).pressSequentially(`${said} to somebody`);
  await fieldOf(ben).press("Enter");
  for (let count = 0; count < 12; count++) await says(ana, `${said} too fast`);
  await fieldOf(ben).fill(`${said} not said yet`);
  const say = { ask: "say", sent: "1", mentions: [], passage: null };
  expect(await sendsRaw(ben, id, `{ "${said}": not JSON ${"x".repeat(200)}`)).toBe(4400);
  expect(
    await sendsRaw(ben, id, JSON.stringify({ ...say, mentions: [`${said}!`], text: `${said} ${"x".repeat(200)}` })),
  ).toBe(4400);
  await ana.page.reload();
  await ana.page.locator(".chat-door").getByRole("button").click();
  await expect(panelOf(ana)).toContainText(`${said} to somebody`);
  expect(await ana.page.content()).toContain(said);

  // Browsers: what a page of this address put into each of its stores is found, and what was said is not.
  for (const person of [ana, ben]) {
    await person.page.evaluate(async (word) => {
      localStorage.setItem("control", word);
      sessionStorage.setItem("control", word);
      const opening = indexedDB.open("control");
      opening.onupgradeneeded = () => opening.result.createObjectStore("words").put(word, 1);
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      opening.result.close();
      await (await caches.open("control")).put("/control", new Response(word));
    }, control);
    expect(await storesWith(control, person)).toEqual(["localStorage", "sessionStorage", "IndexedDB", "Cache Storage"]);
    expect(await storesWith(said, person)).toEqual([]);
  }

  // Export and backup, while the talk goes on.
  const exported = await ana.context.request.get(`${server.url}/api/documents/${id}/export`);
  expect(exported.ok()).toBe(true);
  const zip = await exported.body();
  expect((await partsWith(written, zip)).length).toBeGreaterThanOrEqual(2);
  expect(await partsWith(said, zip)).toEqual([]);
  const folder = await mkdtemp(join(tmpdir(), "ambo-search-"));
  try {
    const file = join(folder, "backup.zip");
    await run(process.execPath, [main, "backup", file], { env: { ...process.env, DATA_DIR: server.folder } });
    const backup = await readFile(file);
    expect((await partsWith(written, backup)).length).toBeGreaterThanOrEqual(1);
    expect(await partsWith(said, backup)).toEqual([]);

    // The log, in which the refused program stands, and the data folder: while it runs, and after everything was flushed.
    expect(server.log).toContain("Session refused.");
    expect(holds(Buffer.from(server.log), said)).toBe(false);
    expect(await filesWith(written, server.folder)).not.toEqual([]);
    expect(await filesWith(said, server.folder)).toEqual([]);
    await server.restart({ logLevel: "trace" });
    expect(await filesWith(written, server.folder)).not.toEqual([]);
    expect(await filesWith(said, server.folder)).toEqual([]);
    expect(holds(Buffer.from(server.log), said)).toBe(false);

    // The search itself: a word among others in a file is found.
    await writeFile(join(folder, "proof"), Buffer.concat([randomBytes(5_000), Buffer.from(said), randomBytes(5_000)]));
    expect(await filesWith(said, folder)).toEqual([join(folder, "proof")]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const person of [ana, ben]) person.problems.expects(/WebSocket|ERR_CONNECTION/);
});
