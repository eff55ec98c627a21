import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { DocumentSummary, Reading } from "../../shared/api.ts";
import type { DocumentPage } from "../../shared/libraryApi.ts";
import { openBrowser, password } from "../accounts/testing/browser.ts";
import { atServer, newId } from "../testServer.ts";

test("whoever makes a document owns it, and finds it in the list", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const id = newId();
    const made = await ana.ask<DocumentSummary>("POST", "/api/documents", { id, title: "  Minutes " });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ id, title: "Minutes", role: "owner", lastChange: null, firstLine: "" });
    expect(made.body.members).toMatchObject([{ id: ana.me.id, name: "Ana", role: "owner" }]);
    const { documents } = (await ana.ask<DocumentPage>("GET", "/api/documents")).body;
    expect(documents).toEqual([made.body]);
  }));

test("creating a document again, even at the same moment, is the same document", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const id = newId();
    const answers = await Promise.all(
      ["one", "two", "three"].map((title) => ana.ask<DocumentSummary>("POST", "/api/documents", { id, title })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.title)).size).toBe(1);
    await server.restarts();
    const again = await ana.ask<DocumentSummary>("POST", "/api/documents", { id, title: "four" });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(answers[0]?.body);
  }));

test("nobody fills the catalog: one member makes so many documents a minute, copies among them, and others go on", () =>
  atServer({ limits: { http: { documentsPerMinute: 2 } } }, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    const copies = [];
    for (let copy = 0; copy < 2; copy++) {
      copies.push((await ana.ask("POST", `/api/documents/${id}/duplicate`, { id: newId() })).status);
    }
    expect(copies).toEqual([201, 429]);
    expect((await ana.ask("POST", "/api/documents", { id: newId() })).body).toMatchObject({
      code: "too-many-requests",
    });
    expect((await ben.ask("POST", "/api/documents", { id: newId() })).status).toBe(201);
    expect((await ana.ask<DocumentPage>("GET", "/api/documents")).body.documents).toHaveLength(2);
  }));

test("a document has one epoch from its creation on, whoever opens it and whenever", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const id = newId();
    const creating = ana.ask("POST", "/api/documents", { id });
    const repeated = ana.ask("POST", "/api/documents", { id });
    await Promise.all([creating, repeated]);
    const { epoch } = await ana.joins(id).hears("welcome");
    await server.restarts();
    expect((await ana.joins(id).hears("welcome")).epoch).toBe(epoch);
  }));

test("an id that another took is refused", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const answer = await ben.ask("POST", "/api/documents", { id });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: "taken" });
  }));

test("who is shared with has the document in the list, in a colour of their own; a visit alone makes nobody a member", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const made = await ana.creates("Minutes");
    expect((await ben.ask<DocumentPage>("GET", "/api/documents")).body.documents).toEqual([]);
    expect((await ben.ask("GET", `/api/documents/${made.id}`)).status).toBe(404);
    expect((await ben.joins(made.id).closed).code).toBe(4404);
    expect((await ana.ask<DocumentSummary>("GET", `/api/documents/${made.id}`)).body.members).toHaveLength(1);
    await ana.shares(made.id, ben, "editor");
    const visited = await ben.ask<DocumentSummary>("GET", `/api/documents/${made.id}`);
    expect(visited.body).toMatchObject({ role: "editor", title: "Minutes" });
    expect(visited.body.color).not.toEqual(made.color);
    expect((await ben.ask("GET", `/api/documents/${made.id}`)).body).toEqual(visited.body);
    expect((await ben.ask<DocumentPage>("GET", "/api/documents")).body.documents).toEqual([visited.body]);
  }));

test("a socket is opened as the member that one is", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    const welcome = await ben.joins(id).hears("welcome");
    expect(welcome).toMatchObject({ title: "Minutes", member: { id: ben.me.id, name: "Ben", role: "editor" } });
    expect(welcome.member.color).toMatch(/^#[0-9a-f]{6}$/);
    expect((await ben.ask<DocumentPage>("GET", "/api/documents")).body.documents).toHaveLength(1);
  }));

test("an unknown document, or what cannot be one, is not found by HTTP or socket, and a visit makes nothing", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    for (const id of [newId(), "constructor", "__proto__", "..%2f..%2fetc", "UPPERCASE"]) {
      for (const address of [`/api/documents/${id}`, `/api/documents/${id}/reading`]) {
        const answer = await ana.ask("GET", address);
        expect([answer.status, (answer.body as { code: string }).code], address).toEqual([404, "not-found"]);
      }
    }
    expect((await ana.joins(newId()).closed).code).toBe(4404);
    expect((await ana.ask<DocumentPage>("GET", "/api/documents")).body.documents).toEqual([]);
  }));

test("without a login every door is closed", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    await ana.ask("POST", "/api/sign-out");
    for (const [method, address] of [
      ["GET", "/api/documents"],
      ["POST", "/api/documents"],
      ["GET", `/api/documents/${id}`],
      ["PATCH", `/api/documents/${id}`],
      ["GET", `/api/documents/${id}/reading`],
    ] as const) {
      expect((await ana.ask(method, address, method === "GET" ? undefined : {})).status).toBe(401);
    }
    expect((await ana.joins(id).closed).code).toBe(4401);
  }));

test("a new title is kept and told to the pages that are open", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Draft");
    await ana.shares(id, ben, "editor");
    const socket = ana.joins(id);
    await socket.hears("welcome");
    const renamed = await ben.ask<DocumentSummary>("PATCH", `/api/documents/${id}`, { title: "Final" });
    expect(renamed.body.title).toBe("Final");
    expect(await socket.hears("titleChanged")).toEqual({ news: "titleChanged", title: "Final", by: ben.me.id });
    await server.restarts();
    expect((await ana.ask<DocumentSummary>("GET", `/api/documents/${id}`)).body.title).toBe("Final");
  }));

test("a title that is too long, or an id out of shape, is refused and changes nothing", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Draft");
    const tooLong = await ana.ask("PATCH", `/api/documents/${id}`, { title: "x".repeat(201) });
    expect(tooLong.status).toBe(400);
    for (const question of [{ id: "short" }, { id: newId(), owner: "me" }, {}, [], "text"]) {
      expect((await ana.ask("POST", "/api/documents", question)).status).toBe(400);
    }
    const { documents } = (await ana.ask<DocumentPage>("GET", "/api/documents")).body;
    expect(documents.map(({ title }) => title)).toEqual(["Draft"]);
  }));

test("a new document reads as an empty page", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Draft");
    const { body } = await ana.ask<Reading>("GET", `/api/documents/${id}/reading`);
    expect(body).toMatchObject({ title: "Draft", seq: 1 });
    expect(body.html.replace(/<[^>]*>/g, "")).toBe("");
  }));

test("a member who has a document read out without end is asked to wait", () =>
  atServer({ now: () => 1_000_000 }, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Draft");
    await ana.shares(id, ben, "viewer");
    let answer = await ana.ask("GET", `/api/documents/${id}/reading`);
    for (let count = 1; answer.status === 200 && count < 1000; count++) {
      answer = await ana.ask("GET", `/api/documents/${id}/reading`);
    }
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([429, "too-many-requests"]);
    expect((await ben.ask("GET", `/api/documents/${id}/reading`)).status).toBe(200);
  }));

test("a document whose catalog entry was lost belongs to the admins alone, who give it back", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Minutes");
    await server.server.close();
    for (const file of await readdir(server.dataFolder)) {
      if (file.startsWith("catalog")) await rm(path.join(server.dataFolder, file), { recursive: true });
    }
    await server.restarts();
    const ben = await server.signsIn("Ben");
    expect((await ben.ask("GET", `/api/documents/${id}`)).status).toBe(404);
    expect((await ben.ask("POST", "/api/documents", { id })).status).toBe(409);
    // Not whoever makes the first account: who reads the log of the server looks after it.
    const [, token] = server.logged.join("\n").match(/\/s\/([\w-]+)/) ?? [];
    const browser = openBrowser(server);
    await browser.gets("POST", "/api/links/open", { token });
    await browser.makesAccount({ name: "Admin", email: "admin@example.org", password });
    const admin = await browser.person();
    const found = await admin.ask<DocumentSummary>("GET", `/api/documents/${id}`);
    expect(found.body).toMatchObject({ role: "owner", title: "Recovered document" });
    const list = (await admin.ask<DocumentPage>("GET", "/api/documents?view=mine")).body;
    expect(list.documents.map((document) => document.id)).toEqual([id]);
    await admin.shares(id, ben, "owner");
    expect((await ben.ask<DocumentSummary>("GET", `/api/documents/${id}`)).body).toMatchObject({ role: "owner" });
  }));

test("a new document holds one empty paragraph, and nobody is said to have changed it", async () => {
  await atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Draft");
    const { body } = await ana.ask<DocumentPage>("GET", "/api/documents");
    expect(body.documents[0]).toMatchObject({ id, lastChange: null, firstLine: "" });
    const reading = await ana.ask<Reading>("GET", `/api/documents/${id}/reading`);
    expect(reading.body.html).toBe("<p></p>");
  });
});
