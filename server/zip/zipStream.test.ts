import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { bytesOf, openZip } from "./readZip.ts";
import { type ZippedFile, zipStream } from "./zipStream.ts";

let folder: string | null = null;
afterEach(async () => {
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  folder = null;
});

async function unzipped(bytes: Buffer): Promise<Record<string, string>> {
  folder = await mkdtemp(path.join(tmpdir(), "ambo-zip-"));
  const file = path.join(folder, "made.zip");
  await writeFile(file, bytes);
  const zip = await openZip(file);
  try {
    const found: Record<string, string> = {};
    for (const name of zip.names) found[name] = (await bytesOf(await zip.read(name))).toString();
    await expect(zip.read("missing")).rejects.toThrow("no missing in the zip");
    return found;
  } finally {
    zip.close();
  }
}

async function* slowly(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.from(part);
  }
}

test("files come out as they went in, whether they are made at once or bit by bit, or are empty", async () => {
  const files: ZippedFile[] = [
    { name: "a.txt", content: [Buffer.from("one"), Buffer.from("two")] },
    { name: "folder/Ä.txt", content: slowly("x".repeat(100_000), "y") },
    { name: "empty.txt", content: [] },
  ];
  expect(await unzipped(await bytesOf(zipStream(files, { at: 1_700_000_000_000 })))).toEqual({
    "a.txt": "onetwo",
    "folder/Ä.txt": `${"x".repeat(100_000)}y`,
    "empty.txt": "",
  });
});

/** Endless files of noise, which no packing makes small. */
function endless() {
  const made = { files: 0, chunks: 0, ended: 0 };
  async function* content(): AsyncGenerator<Uint8Array> {
    let state = 1;
    try {
      for (let chunk = 0; chunk < 100; chunk++) {
        made.chunks++;
        yield Uint8Array.from({ length: 16_384 }, () => {
          state = (state * 48_271) % 2_147_483_647;
          return state & 255;
        });
      }
    } finally {
      made.ended++;
    }
  }
  async function* files(): AsyncGenerator<ZippedFile> {
    for (;;) yield { name: `${++made.files}.bin`, content: content() };
  }
  return { made, files: files() };
}

test("nothing is made ahead of who reads, and all stops when they leave", async () => {
  const { made, files } = endless();
  const zip = zipStream(files, { at: 0 });
  zip.read(0);
  await once(zip, "readable");
  // Give it all the turns that it wants: nobody reads, so it must not use them.
  for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(made.files).toBe(1);
  expect(made.chunks).toBeLessThan(60);
  zip.destroy();
  await once(zip, "close");
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  const { chunks } = made;
  expect(made.ended).toBe(1);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(made).toMatchObject({ files: 1, chunks });
});

test("a file that fails is told to who reads", async () => {
  const failing = (async function* () {
    yield Buffer.from("begun");
    throw new Error("It cannot be read.");
  })();
  const zip = zipStream([{ name: "a.txt", content: failing }], { at: 0 });
  await expect(bytesOf(zip)).rejects.toThrow("It cannot be read.");
});
