import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import { type DataFolder, openDataFolder } from "./dataFolder.ts";
import { promisedAppend } from "./promisedAppend.ts";
import { documentNamed } from "./testing/documents.ts";
import { appended, begun, edit, newDocumentId, textOf } from "./testing/entries.ts";
import { seededRandom } from "./testing/simulatedStorage.ts";

let folder: string;
const random = seededRandom(41);

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "ambo-data-"));
});
afterEach(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

function open(): Promise<DataFolder> {
  return openDataFolder(folder, {
    logger: { warn: () => {} },
    random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
    now: () => 777,
  });
}

test("a folder is made for its owner only, and everything in it is there at the next start", async () => {
  const data = await open();
  const id = newDocumentId();
  await data.catalog.change((catalog) => {
    catalog.documents[id] = documentNamed("Notes");
  });
  await appended(data.log, id, 0, edit("hello"));
  await data.sideTable<string>("first-lines").put(id, "hello");
  await data.close();
  await data.close();
  for (const name of ["", "level", "journal", "quarantine"]) {
    expect((await fs.stat(path.join(folder, name))).mode & 0o777).toBe(0o700);
  }
  const again = await open();
  expect(again.recovered).toEqual([]);
  expect((await again.log.load(id)).entries.map(textOf)).toEqual(["hello"]);
  expect(await again.sideTable<string>("first-lines").get(id)).toBe("hello");
  await again.close();
});

test("a folder that is in use is refused with a sentence, and is left alone", async () => {
  const data = await open();
  await expect(open()).rejects.toThrow("Another process is using the data folder");
  const id = newDocumentId();
  await appended(data.log, id, 0, edit("still here"));
  await data.close();
  const again = await open();
  expect((await again.log.load(id)).entries.length).toBe(1);
  await again.close();
});

test("logs without a catalog entry become recovered documents, once, with all their entries", async () => {
  const data = await open();
  const [known, folded, unfolded, purged] = Array.from({ length: 4 }, newDocumentId) as [
    DocumentId,
    DocumentId,
    DocumentId,
    DocumentId,
  ];
  await data.catalog.change((catalog) => {
    catalog.documents[known] = documentNamed("Known");
  });
  for (const id of [known, folded, purged]) await appended(data.log, id, 0, edit("words"));
  await data.log.fold();
  await appended(data.log, unfolded, 0, edit("words"));
  await promisedAppend(data.log, purged, { after: 1, facts: [{ fact: "purged", at: 1, by: null }], entries: [] })
    .durable;
  await data.close();
  await fs.writeFile(path.join(folder, "catalog.json"), "");
  const again = await open();
  expect(again.catalog.openedFrom.problem).toContain("damaged");
  const lost = [known, folded, unfolded].sort();
  expect([...again.recovered].sort()).toEqual(lost);
  expect(Object.keys(again.catalog.data.documents).sort()).toEqual(lost);
  expect(again.catalog.data.documents[known]).toEqual({
    title: "Recovered document",
    createdAt: 777,
    createdBy: null,
    recovered: true,
    members: {},
  });
  for (const id of lost) expect((await again.log.load(id)).entries.map(textOf)).toEqual(["words"]);
  await again.close();
  const third = await open();
  expect(third.recovered).toEqual([]);
  await third.close();
});

test("a process that is killed at any moment loses nothing that it was told is written or durable", async () => {
  const ids = Array.from({ length: 5 }, newDocumentId);
  const told = new Map<DocumentId, number>(ids.map((id) => [id, 0]));
  const rounds = Number(process.env.AMBO_KILLS ?? 6);
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    const child = fork(path.join(import.meta.dirname, "testing/appendForever.ts"), [folder, ...ids], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    const killAt = 20 + Math.floor(random() * 400);
    total += await listenAndKill(child, told, killAt);
    const data = await open();
    for (const id of ids) {
      const { head, entries, missing } = await data.log.load(id);
      expect(missing).toEqual([]);
      expect(head.seq).toBeGreaterThanOrEqual(told.get(id) ?? 0);
      expect(entries.map(textOf)).toEqual(Array.from({ length: head.seq }, (_, index) => `${id} ${index + 1}`));
    }
    expect(data.log.damage()).toEqual([]);
    // Every second time nothing is tidied up before the next life.
    if (round % 2 === 0) await data.close();
    else await promisedAppend(data.log, ids[0] as DocumentId, { after: -1, facts: [begun], entries: [] }).written;
    await data.close();
  }
  expect(total).toBeGreaterThan(rounds * 20);
}, 120_000);

/** Hears "w id seq" and "d id seq" until enough were heard, and kills the process in the middle of its work. */
async function listenAndKill(child: ChildProcess, told: Map<DocumentId, number>, count: number): Promise<number> {
  let heard = 0;
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on("line", (line) => {
    const [, id, seq] = line.split(" ") as [string, DocumentId, string];
    told.set(id, Math.max(told.get(id) ?? 0, Number(seq)));
    if (++heard === count) child.kill("SIGKILL");
  });
  // Everything that it said before it died is read before the folder is opened.
  await Promise.all([once(child, "exit"), once(lines, "close")]);
  expect(child.signalCode).toBe("SIGKILL");
  return heard;
}

test("a flipped byte anywhere in LevelDB's own log takes no words with it, because they lie in its tables by then", async () => {
  const data = await open();
  const id = newDocumentId();
  for (let count = 0; count < 50; count++)
    await appended(data.log, id, count, edit(`words ${count} ${"x".repeat(100)}`));
  await data.close();
  const whole = await fs.mkdtemp(path.join(os.tmpdir(), "ambo-whole-"));
  try {
    await fs.cp(folder, whole, { recursive: true });
    const logs = (await fs.readdir(path.join(whole, "level"))).filter((name) => name.endsWith(".log"));
    expect(logs.length).toBeGreaterThan(0);
    for (let place = 0; place < 12; place++) {
      await fs.rm(folder, { recursive: true });
      await fs.cp(whole, folder, { recursive: true });
      for (const name of logs) {
        const file = path.join(folder, "level", name);
        const bytes = await fs.readFile(file);
        const at = Math.floor((bytes.length * place) / 12);
        if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
        await fs.writeFile(file, bytes);
      }
      const again = await open();
      expect((await again.log.load(id)).entries).toHaveLength(50);
      await again.close();
    }
  } finally {
    await fs.rm(whole, { recursive: true, force: true });
  }
});

test("a catalog whose documents the log knows nothing of is told, and nothing is made of it", async () => {
  const warned: string[] = [];
  const data = await open();
  const id = newDocumentId();
  await data.catalog.change((catalog) => {
    catalog.documents[id] = documentNamed("Notes");
  });
  await data.close();
  const again = await openDataFolder(folder, {
    logger: { warn: (_details, sentence) => void warned.push(sentence) },
    random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
    now: () => 777,
  });
  expect(warned.join()).toContain("The log has nothing of some documents");
  await again.close();
});

test("a file in the place of the folder is refused with a sentence that says what to do", async () => {
  await fs.rm(folder, { recursive: true });
  await fs.writeFile(folder, "not a folder");
  await expect(open()).rejects.toThrow("is a file. Choose a folder with DATA_DIR.");
});
