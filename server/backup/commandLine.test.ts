import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { startChildServer } from "../torture/childServer.ts";
import { signIn } from "../torture/visitor.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** What npm runs, from its source, with `place` as the folder that a person is in. */
function runs(place: string, ...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const main = new URL("../main.ts", import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? "", INIT_CWD: place, DATA_DIR: path.join(place, "data") };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", main, ...args], { env }, (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
  });
}

test("a person at the command line backs a running server up, and restores it into a folder that starts", async () => {
  const place = await mkdtemp(path.join(tmpdir(), "ambo-command-"));
  cleanUps.push(() => rm(place, { recursive: true, force: true }));
  const nothing = await runs(place, "backup", "backup.zip");
  expect(nothing).toMatchObject({ code: 1, output: "" });
  expect(nothing.errors).toMatch(/^There is no data in .*\n$/);
  expect(await readdir(place)).toEqual([]);

  const server = await startChildServer(path.join(place, "data"));
  cleanUps.push(() => server.kill9());
  const ana = await signIn(server.url, "Ana");
  const id = await ana.createsDocument(server.url);
  const done = await runs(place, "backup", "backup.zip");
  expect(done).toMatchObject({ code: 0, errors: "" });
  expect(done.output).toMatch(/^\S+backup\.zip holds everything as it was at \S+: 1 document, \d+ kB\.\n$/);
  const inUse = await runs(place, "restore-backup", "backup.zip", "data");
  expect(inUse.code).toBe(1);
  expect(inUse.errors).toMatch(/holds the data of a server.*\n$/);
  await server.stop();

  const restored = await runs(place, "restore-backup", "backup.zip", "restored");
  expect(restored).toMatchObject({ code: 0, errors: "" });
  const again = await startChildServer(path.join(place, "restored"));
  cleanUps.push(() => again.kill9());
  const answer = await fetch(`${again.url}/api/documents/${id}`, { headers: { cookie: ana.cookie } });
  expect(await answer.json()).toMatchObject({ id, title: "Torture", role: "owner" });
}, 90_000);
