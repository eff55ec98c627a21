import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { Page } from "../simulation/page.ts";
import { createRandom } from "../simulation/random.ts";
import { atServer, jsonInit, nameAndValue, type TestPerson, type TestServer } from "../testServer.ts";
import { visitorWith } from "../torture/visitor.ts";
import { bytesOf, openZip } from "../zip/readZip.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function downloads(server: TestServer, person: TestPerson, address: string) {
  const response = await fetch(new URL(address, server.url), { headers: { cookie: person.cookie } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/zip");
  const folder = await mkdtemp(path.join(tmpdir(), "ambo-export-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "export.zip");
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
  const zip = await openZip(file);
  const files: Record<string, Buffer> = {};
  for (const name of zip.names) files[name] = await bytesOf(await zip.read(name));
  zip.close();
  return { files, disposition: response.headers.get("content-disposition") };
}

/** Types through a real socket and waits until all is saved. */
async function types(server: TestServer, person: TestPerson, id: DocumentId, ...words: string[]): Promise<Page> {
  const page = new Page(person.me.name, 77);
  page.dial(visitorWith(person.cookie).dialer(server.url, id));
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      page.pump();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  await until(() => page.isSynced);
  for (const text of words) {
    page.doc.transact(() => {
      const paragraph = new Y.XmlElement("paragraph");
      paragraph.insert(0, [new Y.XmlText(text)]);
      page.doc.getXmlFragment("default").push([paragraph]);
    }, "person");
  }
  await until(() => page.isAcknowledged);
  page.hangUp();
  return page;
}

async function admin(server: TestServer, name: string): Promise<TestPerson> {
  const person = await server.signsIn(name);
  const account = { name, email: `${name.toLowerCase()}@example.org`, password: "a long password" };
  const made = await server.ask("/api/accounts", jsonInit("POST", account, person.cookie));
  if (made.status >= 300) throw new Error(JSON.stringify(made.body));
  return server.as(person.me, made.headers.getSetCookie().map(nameAndValue).join("; "));
}

test("an owner downloads a document as Markdown, JSON, Yjs state and every edit", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Minutes: 3/5 – Ärger");
    const page = await types(server, ana, id, "First *line*", "Second line");
    const { files, disposition } = await downloads(server, ana, `/api/documents/${id}/export`);
    expect(Object.keys(files)).toEqual(["README.txt", "document.md", "document.json", "state.yjs", "history.jsonl"]);
    expect(disposition).toBe(
      "attachment; filename=\"Minutes 3 5 Arger.zip\"; filename*=UTF-8''Minutes%203%205%20%C3%84rger.zip",
    );
    expect(files["document.md"]?.toString()).toBe("# Minutes: 3/5 – Ärger\n\nFirst \\*line\\*\n\nSecond line\n");
    expect(JSON.parse(String(files["document.json"]))).toMatchObject({
      title: "Minutes: 3/5 – Ärger",
      createdBy: "Ana",
      shelf: "library",
      members: [{ name: "Ana", role: "owner" }],
      content: { type: "doc" },
    });
    const whole = new Y.Doc();
    Y.applyUpdate(whole, files["state.yjs"] ?? new Uint8Array());
    const replayed = new Y.Doc();
    const lines = String(files["history.jsonl"]).trim().split("\n");
    for (const [index, line] of lines.entries()) {
      const { seq, update } = JSON.parse(line);
      expect(seq).toBe(index + 1);
      Y.applyUpdate(replayed, Buffer.from(update, "base64"));
    }
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ by: { id: ana.me.id, name: "Ana" }, kind: "edit" });
    const text = page.doc.getXmlFragment("default").toString();
    expect(whole.getXmlFragment("default").toString()).toBe(text);
    expect(replayed.getXmlFragment("default").toString()).toBe(text);
  });
});

test("who may not have it all is refused, and strangers do not learn that it exists", async () => {
  await atServer({}, async (server) => {
    const [ana, ben, eve] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Eve")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    const statusFor = async (person: TestPerson) => (await person.ask("GET", `/api/documents/${id}/export`)).status;
    expect(await statusFor(ben)).toBe(403);
    expect(await statusFor(eve)).toBe(404);
    expect((await server.ask(`/api/documents/${id}/export`)).status).toBe(401);
    expect((await ana.ask("GET", "/api/documents/nothing/export")).status).toBe(404);
    expect((await ana.ask("GET", "/api/admin/export")).status).toBe(403);
    expect((await server.ask("/api/admin/export")).status).toBe(401);
  });
});

test("an admin downloads every document, each in a folder of its own", async () => {
  await atServer({}, async (server) => {
    const boss = await admin(server, "Boss");
    const ana = await server.signsIn("Ana");
    const [one, two] = [await ana.creates("Notes"), await ana.creates("Notes")];
    await types(server, ana, two.id, "Words of Ana");
    const { files, disposition } = await downloads(server, boss, "/api/admin/export");
    expect(disposition).toMatch(/filename="Ambo \d{4}-\d\d-\d\d\.zip"/);
    const folders = new Set(Object.keys(files).map((name) => name.split("/")[0]));
    expect(folders).toEqual(new Set([one, two].map(({ id }) => `Notes ${id}`)));
    expect(files[`Notes ${two.id}/document.md`]?.toString()).toBe("# Notes\n\nWords of Ana\n");
    expect(files[`Notes ${one.id}/document.md`]?.toString()).toBe("# Notes\n");
  });
});

test("downloads that nobody reads give their places back, and those who look after the server wait for none of them", async () => {
  const exports = { inAll: 3, forAdmins: 1, stallMs: 400 };
  await atServer({ limits: { exports } }, async (server) => {
    const boss = await admin(server, "Boss");
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Long");
    const short = await ben.creates("Short");
    const random = createRandom(4);
    const noise = () => Buffer.from(Array.from({ length: 450_000 }, () => random.below(256))).toString("base64");
    // More than what the system takes from the server unread.
    await types(server, ana, id, ...Array.from({ length: 8 }, noise));
    const unread = Array.from({ length: 2 }, () =>
      http.get(new URL(`/api/documents/${id}/export`, server.url), { headers: { cookie: ana.cookie }, agent: false }),
    );
    cleanUps.push(async () => void unread.map((request) => request.destroy()));
    const answers = await Promise.all(unread.map((request) => once(request, "response")));
    expect(answers.map(([{ statusCode }]) => statusCode)).toEqual([200, 200]);
    const statusFor = async (person: TestPerson, address: string) =>
      (await fetch(new URL(address, server.url), { method: "HEAD", headers: { cookie: person.cookie } })).status;
    expect(await statusFor(ben, `/api/documents/${short.id}/export`)).toBe(429);
    expect(await statusFor(boss, "/api/admin/export")).toBe(200);
    await expect.poll(() => statusFor(ben, `/api/documents/${short.id}/export`), { timeout: 20_000 }).toBe(200);
    // What is read is sent to its end, however long that takes as a whole.
    await downloads(server, ben, `/api/documents/${short.id}/export`);
    expect(server.logged.filter((line) => line.includes("failed"))).toEqual([]);
  });
}, 60_000);

test("who leaves in the middle stops the making, and gives the place back", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Long");
    const random = createRandom(3);
    // Hardly to be packed, so that it takes its time on the way.
    const noise = () => Array.from({ length: 150_000 }, () => String.fromCharCode(97 + random.below(26))).join("");
    await types(server, ana, id, ...Array.from({ length: 8 }, noise));
    const leaves = () =>
      new Promise<void>((resolve, reject) => {
        const address = new URL(`/api/documents/${id}/export`, server.url);
        const request = http.get(address, { headers: { cookie: ana.cookie } }, (response) => {
          response.once("data", () => {
            response.destroy();
            resolve();
          });
        });
        request.once("error", reject);
      });
    // Without giving places back, the third would be refused.
    for (let round = 0; round < 5; round++) {
      await leaves();
      for (let tries = 0; ; tries++) {
        const { status } = await fetch(new URL(`/api/documents/${id}/export`, server.url), {
          method: "HEAD",
          headers: { cookie: ana.cookie },
        });
        if (status === 200) break;
        expect(status).toBe(429);
        expect(tries).toBeLessThan(2000);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
    expect(server.logged.filter((line) => line.includes("failed"))).toEqual([]);
  });
}, 60_000);
