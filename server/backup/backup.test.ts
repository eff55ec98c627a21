import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type DocumentId, type InvitationId, type LinkId, type MemberId, makeId } from "../../shared/ids.ts";
import { Refusal } from "../../shared/refusal.ts";
import { type DataFolder, openDataFolder } from "../storage/dataFolder.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import { documentNamed } from "../storage/testing/documents.ts";
import { ana, appended, begun, edit, newDocumentId, textOf } from "../storage/testing/entries.ts";
import { seededRandom } from "../storage/testing/simulatedStorage.ts";
import { bytesOf, openZip } from "../zip/readZip.ts";
import { type ZippedFile, zipStream } from "../zip/zipStream.ts";
import { restoreBackup } from "./restoreBackup.ts";
import { sealComment, sealed } from "./seal.ts";
import { writeBackup } from "./writeBackup.ts";

let place: string;
const open: DataFolder[] = [];
const seeded = seededRandom(7);
const random = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(seeded() * 256));
const needs = { logger: { warn: () => {} }, random, now: () => 777 };
const here = (name: string) => path.join(place, name);

beforeEach(async () => {
  place = await fs.mkdtemp(path.join(os.tmpdir(), "ambo-backup-"));
});
afterEach(async () => {
  for (const data of open.splice(0)) await data.close();
  await fs.rm(place, { recursive: true, force: true });
});

async function opens(folder: string): Promise<DataFolder> {
  const data = await openDataFolder(here(folder), needs);
  open.push(data);
  return data;
}

const backUp = (data: DataFolder, file = "backup.zip") => writeBackup({ cut: data.cut, version: "0.0.0" }, here(file));
const restore = (file = "backup.zip", folder = "restored") => restoreBackup(needs, here(file), here(folder));

async function beginsDocument(data: DataFolder, title: string, ...words: string[]): Promise<DocumentId> {
  const id = newDocumentId();
  await data.catalog.change((catalog) => {
    catalog.documents[id] = documentNamed(title);
  });
  await promisedAppend(data.log, id, { after: 0, facts: [begun], entries: words.map((text) => edit(text)) }).durable;
  return id;
}

/** One hash over all that a document is, but for its epoch. */
async function contentHash(data: DataFolder, id: DocumentId): Promise<string> {
  const { head, owners, checkpoint, missing, mayLackFacts } = await data.log.load(id);
  const entries = await data.log.entries(id, 0, Number.MAX_SAFE_INTEGER);
  const events = await data.log.events(id);
  const all = {
    head: { ...head, epoch: null },
    owners: [...owners],
    checkpoint,
    missing,
    mayLackFacts,
    entries,
    events,
    catalog: data.catalog.data.documents[id],
  };
  // Equal whatever the order in which fields were set.
  const plain = JSON.stringify(all, (_key, value) => {
    if (value instanceof Uint8Array) return [...value];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash("sha256").update(plain).digest("hex");
}

/** A folder with something of every kind. */
async function fullFolder() {
  const data = await opens("data");
  const folded = await beginsDocument(data, "Folded", "one", "two");
  const rich = await beginsDocument(data, "Rich", ...Array.from({ length: 300 }, (_, index) => `edit ${index}`));
  const { epoch } = (await data.log.load(rich)).head;
  if (epoch === null) throw new Error("It was begun.");
  await promisedAppend(data.log, rich, {
    after: 300,
    facts: [
      { fact: "schema", schema: 3 },
      { fact: "owner", clientId: 5, member: ana },
      { fact: "event", bytes: Uint8Array.of(1, 2, 3) },
    ],
    entries: [edit("x".repeat(5000), { lineage: Uint8Array.of(9), madeAt: 5, kind: "import" })],
  }).durable;
  await data.log.putCheckpoint(rich, { epoch, seq: 200, state: Uint8Array.of(4, 5, 6) });
  const purged = await beginsDocument(data, "Purged", "gone");
  await promisedAppend(data.log, purged, { after: 1, facts: [{ fact: "purged", at: 1, by: null }], entries: [] })
    .durable;
  await data.catalog.change(({ documents }) => {
    delete documents[purged];
  });
  await data.sideTable<string>("first-lines").put(folded, "one");
  await data.log.fold();
  const unfolded = await beginsDocument(data, "In the journal", "three");
  await appended(data.log, folded, 2, edit("more, in the journal"));
  return { data, documents: [folded, rich, unfolded], rich, purged, folded };
}

test("what was backed up is there again: the hash of every document and of the catalog is the same", async () => {
  const { data, documents, purged, folded } = await fullFolder();
  const hashes = await Promise.all(documents.map((id) => contentHash(data, id)));
  const catalog = structuredClone(data.catalog.data);
  const written = await backUp(data);
  expect(written).toMatchObject({ file: here("backup.zip"), documents: 3, at: 777 });
  expect((await fs.stat(here("backup.zip"))).size).toBe(written.bytes);
  expect(await restore()).toEqual({ documents: 3, at: 777 });

  const restored = await opens("restored");
  expect(restored.recovered).toEqual([]);
  expect(restored.log.damage()).toEqual([]);
  expect(await Promise.all(documents.map((id) => contentHash(restored, id)))).toEqual(hashes);
  expect(restored.catalog.data).toEqual(catalog);
  expect(await restored.sideTable<string>("first-lines").get(folded)).toBe("one");
  expect(await restored.log.documentIds()).not.toContain(purged);
  expect((await restored.log.load(purged)).entries).toEqual([]);
  // Nothing of it changed the folder that it was taken of.
  expect(await Promise.all(documents.map((id) => contentHash(data, id)))).toEqual(hashes);
});

test("a cut is of one moment: what is written while the backup is written is not in it", async () => {
  const data = await opens("data");
  const id = await beginsDocument(data, "Notes", "before");
  const late: DocumentId[] = [];
  const cut = async () => {
    const taken = await data.cut();
    await appended(data.log, id, 1, edit("after"));
    await data.sideTable<string>("first-lines").put(id, "after");
    late.push(await beginsDocument(data, "Late", "after"));
    await data.log.fold();
    return taken;
  };
  await writeBackup({ cut, version: "0.0.0" }, here("backup.zip"));
  await restore();
  const restored = await opens("restored");
  expect((await restored.log.load(id)).head.seq).toBe(1);
  expect(await restored.log.documentIds()).toEqual([id]);
  expect(Object.keys(restored.catalog.data.documents)).toEqual([id]);
  expect(await restored.sideTable<string>("first-lines").get(id)).toBe(null);
});

test("a cut at any moment of writing and folding holds a beginning of every log, as far as it was saved by then", async () => {
  const data = await openDataFolder(here("data"), { ...needs, foldBytes: 3_000 });
  open.push(data);
  const ids = [await beginsDocument(data, "A"), await beginsDocument(data, "B"), await beginsDocument(data, "C")];
  const saved = new Map(ids.map((id) => [id, 0]));
  let isOver = false;
  const writing = ids.map(async (id) => {
    for (let seq = 1; !isOver; seq++) {
      const { written, durable } = promisedAppend(data.log, id, { after: seq - 1, entries: [edit(`${id} ${seq}`)] });
      const isSaved = durable.then(() => saved.set(id, seq));
      await (seeded() < 0.3 ? isSaved : written);
    }
  });
  for (let round = 1; round <= 6; round++) {
    for (let turn = Math.floor(seeded() * 20); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
    const before = new Map(saved);
    await backUp(data, `${round}.zip`);
    await restore(`${round}.zip`, `restored-${round}`);
    const restored = await opens(`restored-${round}`);
    for (const id of ids) {
      const entries = await restored.log.entries(id, 0, Number.MAX_SAFE_INTEGER);
      expect(entries.length, `round ${round}`).toBeGreaterThanOrEqual(before.get(id) ?? 0);
      expect(entries.map(textOf)).toEqual(entries.map((_entry, index) => `${id} ${index + 1}`));
      expect((await restored.log.load(id)).missing).toEqual([]);
    }
  }
  isOver = true;
  await Promise.all(writing);
  expect(Math.min(...saved.values())).toBeGreaterThan(20);
});

test("what the journal holds is in it when the journal cannot be folded", async () => {
  const data = await opens("data");
  const id = await beginsDocument(data, "Notes", "one", "x".repeat(100_000));
  await data.close();
  // LevelDB keeps what it has, and takes nothing more.
  const folding = vi.spyOn(await import("../storage/folding.ts"), "foldIntoLevel");
  folding.mockRejectedValue(new Error("The disk is full."));
  const full = await opens("data");
  await appended(full.log, id, 2, edit("three"), edit("four"));
  await backUp(full);
  const hash = await contentHash(full, id);
  expect(folding).toHaveBeenCalled();
  folding.mockRestore();
  await restore();
  const restored = await opens("restored");
  expect(await contentHash(restored, id)).toBe(hash);
  expect((await restored.log.load(id)).head.seq).toBe(4);
});

test("a restored document has another epoch, and keeps its checkpoint under it", async () => {
  const { data, documents, rich } = await fullFolder();
  await backUp(data);
  await restore();
  const restored = await opens("restored");
  for (const id of documents) {
    const [before, after] = [await data.log.load(id), await restored.log.load(id)];
    expect(after.head.epoch).toMatch(/^[a-z2-7]{26}$/);
    expect(after.head.epoch).not.toBe(before.head.epoch);
  }
  expect((await restored.log.load(rich)).checkpoint).toEqual({ seq: 200, state: Uint8Array.of(4, 5, 6) });
});

test("runs, half-used links and logins of accounts do not come back; those of guests, who have nothing else, do", async () => {
  const data = await opens("data");
  const id = await beginsDocument(data, "Notes", "one");
  const link = makeId<LinkId>(random);
  await data.catalog.change((catalog) => {
    catalog.accounts.user = [
      { id: "guest", isAnonymous: true },
      { id: "account", isAnonymous: false },
    ];
    catalog.serverInvitations = {
      [makeId<InvitationId>(random)]: {
        email: "a@b.example",
        tokenHash: "y",
        by: ana as MemberId,
        at: 1,
        expiresAt: 9e15,
      },
    };
    const document = catalog.documents[id];
    if (document === undefined) throw new Error("It was made.");
    document.links = {
      [link]: { role: "viewer", tokenHash: "x", by: ana as MemberId, at: 1, expiresAt: null },
    };
  });
  const put = (table: string, key: string, value: unknown) => data.sideTable(table).put(key, value);
  await put("runs", "run", 1);
  await put("login-tokens", "token", {});
  await put("login-links", "link", {});
  await put("logins", "a", { userId: "guest" });
  await put("logins", "b", { userId: "account" });
  await put("secrets", "links", "secret");
  await backUp(data);
  await restore();
  const restored = await opens("restored");
  const keys = async (table: string) => (await restored.sideTable(table).list("")).map(({ key }) => key);
  expect(await keys("runs")).toEqual([]);
  expect(await keys("login-tokens")).toEqual([]);
  expect(await keys("login-links")).toEqual([]);
  expect(await keys("logins")).toEqual(["a"]);
  expect(await keys("secrets")).toEqual(["links"]);
  expect(restored.catalog.data.documents[id]?.linksClosed).toBe(true);
  expect(restored.catalog.data.serverInvitations).toBeUndefined();
});

test("only its owner may read a backup, and its restored folder", async () => {
  const data = await opens("data");
  await backUp(data);
  expect((await fs.stat(here("backup.zip"))).mode & 0o777).toBe(0o600);
  await restore();
  expect((await fs.stat(here("restored"))).mode & 0o777).toBe(0o700);
  expect((await fs.readdir(place)).sort()).toEqual(["backup.zip", "data", "restored"]);
});

test("a backup that was cut short or has one byte changed is refused in a sentence, and nothing is written", async () => {
  const data = await opens("data");
  await beginsDocument(data, "Notes", "one", "two");
  await backUp(data);
  const whole = await fs.readFile(here("backup.zip"));
  const refused = async (bytes: Uint8Array, what: string) => {
    await fs.writeFile(here("damaged.zip"), bytes);
    const error = await restore("damaged.zip").catch((thrown: unknown) => thrown);
    expect(error, what).toBeInstanceOf(Refusal);
    expect((error as Error).message, what).toMatch(
      /damaged\.zip cannot be restored, and nothing was written\. \w.*\.$/,
    );
    expect(await fs.readdir(place), what).not.toContain("restored");
  };
  for (let offset = 0; offset < whole.length; offset += 1 + Math.floor(seeded() * 12)) {
    const changed = Uint8Array.from(whole);
    changed[offset] = (changed[offset] ?? 0) ^ (1 << Math.floor(seeded() * 8));
    await refused(changed, `byte ${offset}`);
  }
  for (let length = 0; length < whole.length; length += 1 + Math.floor(seeded() * 60)) {
    await refused(whole.subarray(0, length), `cut at ${length}`);
  }
  await refused(Buffer.concat([whole, Buffer.of(0)]), "one byte more");
  await restore();
});

test("a backup never replaces a file, and leaves none when it fails", async () => {
  const data = await opens("data");
  await fs.writeFile(here("taken.zip"), "mine");
  await expect(backUp(data, "taken.zip")).rejects.toThrow("is there already");
  expect(await fs.readFile(here("taken.zip"), "utf8")).toBe("mine");
  await expect(backUp(data, "nowhere/backup.zip")).rejects.toThrow("There is no folder");
  const broken = async () => ({
    ...(await data.cut()),
    database: async function* () {
      yield Buffer.from("begun");
      throw new Error("The database cannot be read.");
    },
  });
  await expect(writeBackup({ cut: broken, version: "0" }, here("backup.zip"))).rejects.toThrow("cannot be read");
  expect((await fs.readdir(place)).sort()).toEqual(["data", "taken.zip"]);
});

test("nothing is restored where something is already", async () => {
  const data = await opens("data");
  await backUp(data);
  await expect(restore("backup.zip", "data")).rejects.toThrow("holds the data of a server");
  await fs.mkdir(here("full"));
  await fs.writeFile(here("full/letter.txt"), "mine");
  await expect(restore("backup.zip", "full")).rejects.toThrow("is not empty");
  await expect(restore("backup.zip", "full/letter.txt")).rejects.toThrow("is a file");
  await expect(restore("missing.zip")).rejects.toThrow("There is no file");
  await fs.mkdir(here("empty"));
  await restore("backup.zip", "empty");
  expect(await fs.readdir(here("empty"))).toContain("catalog.json");
});

test("a backup of a newer version is told apart from a damaged one", async () => {
  const data = await opens("data");
  const { parseManifest } = await import("./manifest.ts");
  expect(parseManifest(JSON.stringify({ format: 2 }))).toMatchObject({
    problem: expect.stringContaining("newer version"),
  });
  expect(parseManifest("{}")).toMatchObject({ problem: expect.stringContaining("does not say") });
  await backUp(data);
});

test("what could not be read comes along", async () => {
  const data = await opens("data");
  await fs.writeFile(here("data/quarantine/journal-1-16.bin"), "torn");
  await backUp(data);
  await restore();
  expect(await fs.readFile(here("restored/quarantine/journal-1-16.bin"), "utf8")).toBe("torn");
});

/** A backup that somebody has packed anew and sealed, with a file more, in the manifest or not. */
async function packsAnew(name: string, { isListed }: { isListed: boolean }): Promise<void> {
  const zip = await openZip(here("backup.zip"));
  const files: ZippedFile[] = [];
  let manifest: { parts: Record<string, unknown> } = { parts: {} };
  for (const known of zip.names) {
    const bytes = await bytesOf(await zip.read(known));
    if (known === "manifest.json") manifest = JSON.parse(bytes.toString());
    else files.push({ name: known, content: [bytes] });
  }
  zip.close();
  const content = Buffer.from("foreign");
  const sha256 = createHash("sha256").update(content).digest("hex");
  if (isListed) manifest.parts[name] = { sha256, bytes: content.length };
  files.push({ name, content: [content] }, { name: "manifest.json", content: [Buffer.from(JSON.stringify(manifest))] });
  const bytes = await bytesOf(sealed(zipStream(files, { at: 0, comment: sealComment })));
  await fs.writeFile(here("foreign.zip"), bytes);
}

test("only what a backup lists of itself is restored, under names that our backups have", async () => {
  const data = await opens("data");
  await fs.writeFile(here("data/quarantine/journal-1-16.bin"), "torn");
  await backUp(data);
  await packsAnew("quarantine/listed.bin", { isListed: true });
  await restore("foreign.zip", "listed");
  expect((await fs.readdir(here("listed/quarantine"))).sort()).toEqual(["journal-1-16.bin", "listed.bin"]);
  for (const [name, isListed, why] of [
    ["quarantine/unlisted.bin", false, "It holds files that it does not list."],
    ["letter.txt", true, "It holds a file with a name that no backup gives."],
    ["quarantine/deeper/file.bin", true, "It holds a file with a name that no backup gives."],
    [`quarantine/${"a".repeat(300)}`, true, "It holds a file with a name that no backup gives."],
  ] as const) {
    await packsAnew(name, { isListed });
    const error = await restore("foreign.zip").catch((thrown: unknown) => thrown);
    expect(error, name).toBeInstanceOf(Refusal);
    expect((error as Error).message).toMatch(`foreign.zip cannot be restored, and nothing was written. ${why}`);
    expect(await fs.readdir(place)).not.toContain("restored");
  }
});

test("a name that is too long for a file is told in a sentence", async () => {
  const data = await opens("data");
  await backUp(data);
  const long = "a".repeat(300);
  // Long enough for what is written beside at first to be too long.
  const nearly = "a".repeat(250);
  for (const ask of [
    () => backUp(data, long),
    () => backUp(data, nearly),
    () => restore("backup.zip", long),
    () => restore("backup.zip", nearly),
  ]) {
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Error).message).toMatch(/^The name .* is too long\. Choose a shorter one\.$/);
  }
});
