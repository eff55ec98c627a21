import { expect, test } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import type { DocumentSummary } from "../../shared/api.ts";
import { connectionParams, socketPath, syncFrame, syncStep } from "../../shared/frames.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { SearchResult, SearchResults } from "../../shared/libraryApi.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { atServer, type TestPerson, type TestServer } from "../testServer.ts";

/** Writes a paragraph through a socket, as a page does, and goes. */
async function writes(server: TestServer, person: TestPerson, id: DocumentId, words: string): Promise<void> {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  doc.getXmlFragment(rootName).insert(0, [paragraph]);
  paragraph.insert(0, [new Y.XmlText(words)]);
  const address = `${server.url.replace(/^http/, "ws")}${socketPath}${id}?${connectionParams.schema}=1`;
  const socket = new WebSocket(address, { headers: { cookie: person.cookie } });
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  socket.send(syncFrame(syncStep.update, Y.encodeStateAsUpdate(doc)));
  await expect
    .poll(async () => (await person.ask<{ html: string }>("GET", `/api/documents/${id}/reading`)).body.html)
    .toContain(words);
  socket.terminate();
}

async function search(person: TestPerson, q: string, view?: string): Promise<SearchResults> {
  const query = new URLSearchParams({ q, ...(view === undefined ? {} : { view }) });
  const answer = await person.ask<SearchResults>("GET", `/api/search?${query}`);
  if (answer.status !== 200) throw new Error(`Searching answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const idsIn = (results: SearchResult[]) => results.map(({ document }) => document.id);
/** For whoever waits until an edit has come to rest. */
const patience = { timeout: 10_000, interval: 100 };

test("what is written by socket is found within seconds, with its title and the words around it", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Orchard diary");
    await writes(server, ana, id, "Late frost, but the harvest of Müller's trees was good");
    await expect.poll(async () => idsIn((await search(ana, "mueller harvest")).results), patience).toEqual([id]);
    const [found] = (await search(ana, "orch mueller harvest")).results;
    expect(found?.title).toEqual(["", "Orchard", " diary"]);
    expect(found?.snippets).toEqual([["Late frost, but the ", "harvest", " of ", "Müller", "'s trees was good"]]);
    expect(found?.document).toMatchObject({
      id,
      title: "Orchard diary",
      role: "owner",
    } satisfies Partial<DocumentSummary>);
    await writes(server, ana, id, "Swarms of bees");
    await expect.poll(async () => idsIn((await search(ana, "bees")).results), patience).toEqual([id]);
  });
}, 20_000);

test("a document is found by its new title, and no more by the old one", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Budget");
    await expect.poll(async () => idsIn((await search(ana, "budget")).results), patience).toEqual([id]);
    await ana.ask("PATCH", `/api/documents/${id}`, { title: "Accounts" });
    await expect.poll(async () => idsIn((await search(ana, "accounts")).results), patience).toEqual([id]);
    expect((await search(ana, "budget")).results).toEqual([]);
  });
}, 20_000);

test("a stranger finds nothing; a member does until the role is taken away", async () => {
  await atServer({}, async (server) => {
    const [ana, ben, cem] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cem")];
    const { id } = await ana.creates("Secret plan");
    const own = await cem.creates("Plan of my own");
    await ana.shares(id, ben, "viewer");
    await expect.poll(async () => idsIn((await search(ben, "secret plan")).results), patience).toEqual([id]);
    await expect.poll(async () => idsIn((await search(cem, "secret plan")).results), patience).toEqual([own.id]);
    expect(JSON.stringify(await search(cem, "secret"))).toBe('{"results":[],"isComplete":true}');
    const removed = await ana.ask("DELETE", `/api/documents/${id}/sharing/people/${ben.me.id}`);
    expect(removed.status).toBeLessThan(300);
    expect((await search(ben, "secret plan")).results).toEqual([]);
  });
}, 20_000);

test("the archive is found everywhere, the trash in its view alone, and what was purged nowhere", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const ben = await server.signsIn("Ben");
    const { id } = await ana.creates("Harvest");
    await ana.shares(id, ben, "editor");
    const move = async (to: string) => expect((await ana.ask("POST", `/api/documents/${id}/${to}`)).status).toBe(200);
    const where = async (person: TestPerson) => {
      const found: string[] = [];
      for (const view of ["", "all", "mine", "shared", "archived", "trash"]) {
        const { results } = await search(person, "harvest", view === "" ? undefined : view);
        if (results.length > 0) found.push(view);
      }
      return found;
    };
    await expect.poll(() => where(ana), patience).toEqual(["", "all", "mine"]);
    expect(await where(ben)).toEqual(["", "all", "shared"]);
    await move("archive");
    expect(await where(ana)).toEqual(["", "all", "archived"]);
    expect(await where(ben)).toEqual(["", "all", "archived"]);
    await move("reopen");
    await move("trash");
    expect(await where(ana)).toEqual(["trash"]);
    expect(await where(ben)).toEqual([]);
    expect((await ana.ask("DELETE", `/api/documents/${id}`)).status).toBe(204);
    expect(await where(ana)).toEqual([]);
  });
}, 20_000);

test("a star is a view", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Harvest");
    await ana.creates("Harvest too");
    await expect.poll(async () => idsIn((await search(ana, "harvest")).results).length, patience).toBe(2);
    expect((await search(ana, "harvest", "starred")).results).toEqual([]);
    expect((await ana.ask("PUT", `/api/documents/${id}/star`)).status).toBeLessThan(300);
    expect(idsIn((await search(ana, "harvest", "starred")).results)).toEqual([id]);
  });
}, 20_000);

test("a copy is found by the words that it came with", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Diary");
    await writes(server, ana, id, "late frost");
    const copy = id.split("").reverse().join("");
    const made = await ana.ask("POST", `/api/documents/${id}/duplicate`, { id: copy, title: "Copy of diary" });
    expect(made.status).toBeLessThan(300);
    await expect.poll(async () => idsIn((await search(ana, "copy frost")).results)[0], patience).toBe(copy);
  });
}, 20_000);

test("a restart keeps what was found, edits just before it too", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Diary");
    await writes(server, ana, id, "late frost");
    await expect.poll(async () => idsIn((await search(ana, "frost")).results), patience).toEqual([id]);
    await writes(server, ana, id, "early harvest");
    await server.restarts();
    await expect.poll(async () => (await search(ana, "")).isComplete, patience).toBe(true);
    expect(idsIn((await search(ana, "frost")).results)).toEqual([id]);
    expect(idsIn((await search(ana, "harvest")).results)).toEqual([id]);
  });
}, 20_000);

test("questions are judged before they are answered", async () => {
  await atServer({}, async (server) => {
    expect((await server.ask("/api/search?q=plan")).status).toBe(401);
    const ana = await server.signsIn("Ana");
    expect((await ana.ask("GET", "/api/search")).status).toBe(400);
    expect((await ana.ask("GET", `/api/search?q=${"x".repeat(201)}`)).status).toBe(400);
    expect((await ana.ask("GET", "/api/search?q=plan&view=everything")).status).toBe(400);
    expect((await ana.ask("GET", "/api/search?q=a&q=b")).status).toBe(400);
    expect((await search(ana, "?!")).results).toEqual([]);
  });
});

test("who searches without pause is asked to wait", async () => {
  await atServer({ now: () => 1_000_000 }, async (server) => {
    const ana = await server.signsIn("Ana");
    const statuses = new Set<number>();
    for (let count = 0; count < 245; count++) statuses.add((await ana.ask("GET", "/api/search?q=plan")).status);
    expect([...statuses]).toEqual([200, 429]);
  });
});
