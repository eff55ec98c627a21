import { expect, test } from "vitest";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { pageSize, templates, trashDays } from "../../shared/library.ts";
import type { DocumentPage } from "../../shared/libraryApi.ts";
import { openBrowser, password } from "../accounts/testing/browser.ts";
import { atServer, jsonInit, newId, type TestPerson } from "../testServer.ts";
import { textOf, writes } from "./testing/writes.ts";

async function list(person: TestPerson, question = ""): Promise<DocumentPage> {
  const answer = await person.ask<DocumentPage>("GET", `/api/documents${question}`);
  if (answer.status !== 200) throw new Error(`The list was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const titlesOf = ({ documents }: DocumentPage) => documents.map(({ title }) => title);

async function moves(person: TestPerson, id: DocumentId, move: string): Promise<DocumentSummary> {
  const answer = await person.ask<DocumentSummary>("POST", `/api/documents/${id}/${move}`);
  if (answer.status !== 200) throw new Error(`The move was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

test("each view shows what belongs there, and what is shared with nobody stays unseen", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const [plain, shared, archived, trashed] = await Promise.all(
      ["Plain", "Shared", "Archived", "Trashed"].map((title) => ana.creates(title)),
    );
    if (!plain || !shared || !archived || !trashed) throw new Error("Four were made.");
    for (const { id } of [shared, archived, trashed]) await ana.shares(id, ben, "viewer");
    await moves(ana, archived.id, "archive");
    await moves(ana, trashed.id, "trash");
    await ana.ask("PUT", `/api/documents/${plain.id}/star`);
    await ben.ask("PUT", `/api/documents/${shared.id}/star`);
    const own = await ben.creates("Ben's");
    const views = async (person: TestPerson) => {
      const found: Record<string, string[]> = {};
      for (const view of ["all", "mine", "shared", "starred", "archived", "trash"]) {
        const page = await list(person, `?view=${view}&order=name`);
        expect(page.total).toBe(page.documents.length);
        found[view] = titlesOf(page);
      }
      return found;
    };
    const seen = {
      ana: {
        all: ["Plain", "Shared"],
        mine: ["Plain", "Shared"],
        shared: [],
        starred: ["Plain"],
        archived: ["Archived"],
        trash: ["Trashed"],
      },
      ben: {
        all: ["Ben's", "Shared"],
        mine: ["Ben's"],
        shared: ["Shared"],
        starred: ["Shared"],
        archived: ["Archived"],
        trash: [],
      },
    };
    expect({ ana: await views(ana), ben: await views(ben) }).toEqual(seen);
    await server.restarts();
    expect({ ana: await views(ana), ben: await views(ben) }).toEqual(seen);
    expect((await list(ben, "?view=mine")).documents).toMatchObject([{ id: own.id, isStarred: false }]);
    await ben.ask("DELETE", `/api/documents/${shared.id}/star`);
    expect(titlesOf(await list(ben, "?view=starred"))).toEqual([]);
  }));

test(
  "page by page everything comes once, in either order, also when documents come and go in between",
  () =>
    atServer({ limits: { http: { documentsPerMinute: 1_000 } } }, async (server) => {
      const ana = await server.signsIn("Ana");
      const titles = Array.from({ length: pageSize + 12 }, (_, index) => `Week ${index + 1}`);
      for (const title of titles) await ana.creates(title);
      for (const order of ["name", "changed"]) {
        const first = await list(ana, `?order=${order}`);
        expect(first.documents).toHaveLength(pageSize);
        expect(first.total).toBe(titles.length);
        // One comes before the place where the page ended, one of the first page goes.
        const fresh = await ana.creates("A new one");
        await moves(ana, first.documents[3]?.id as DocumentId, "trash");
        const second = await list(ana, `?order=${order}&after=${encodeURIComponent(first.next ?? "")}`);
        expect(second.next).toBeNull();
        expect([...titlesOf(first), ...titlesOf(second)].sort()).toEqual([...titles].sort());
        if (order === "name") expect(titlesOf(first).slice(0, 11).at(-1)).toBe("Week 11");
        await moves(ana, fresh.id, "trash");
        await moves(ana, first.documents[3]?.id as DocumentId, "restore");
      }
      for (const wrong of ["?after=nonsense", "?view=hers", "?order=size", "?view=all&view=mine"]) {
        expect((await ana.ask("GET", `/api/documents${wrong}`)).status, wrong).toBe(400);
      }
    }),
  30_000,
);

test(
  "what was written in last comes first, with who wrote, at once; its first line follows within seconds",
  () =>
    atServer({}, async (server) => {
      const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
      const older = await ana.creates("Older");
      await ana.creates("Newer");
      expect(titlesOf(await list(ana))).toEqual(["Newer", "Older"]);
      await ana.shares(older.id, ben, "editor");
      await writes(server, ben, older.id, "Ben was here");
      const [first] = (await list(ana)).documents;
      expect(first).toMatchObject({ title: "Older", lastChange: { by: { id: ben.me.id, name: "Ben" } } });
      const firstLine = async () => (await list(ana)).documents[0]?.firstLine;
      await expect.poll(firstLine, { timeout: 10_000, interval: 100 }).toBe("Ben was here");
    }),
  20_000,
);

test("a document is archived and reopened by its owners, and its past tells who and when", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    await writes(server, ben, id, "Final words");
    const socket = ben.joins(id);
    await socket.hears("welcome");
    expect((await ben.ask("POST", `/api/documents/${id}/archive`)).status).toBe(403);
    const archived = await moves(ana, id, "archive");
    expect(archived).toMatchObject({ shelf: "archive", shelfEvents: [{ what: "archived", by: { name: "Ana" } }] });
    expect(await socket.hears("accessChanged")).toMatchObject({ shelf: "archive", role: "editor", by: ana.me.id });
    // Asked again, nothing more has happened.
    expect(await moves(ana, id, "archive")).toEqual(archived);
    expect(await textOf(ben, id)).toContain("Final words");
    const renamed = await ben.ask("PATCH", `/api/documents/${id}`, { title: "Other" });
    expect(renamed).toMatchObject({ status: 409, body: { code: "archived" } });
    expect(renamed.body).toMatchObject({ sentence: expect.stringContaining("archive") });
    expect((await ben.ask("POST", `/api/documents/${id}/reopen`)).status).toBe(403);
    const reopened = await moves(ana, id, "reopen");
    expect(reopened.shelf).toBe("library");
    expect(reopened.shelfEvents.map(({ what }) => what)).toEqual(["archived", "reopened"]);
    await server.restarts();
    expect((await ben.ask<DocumentSummary>("GET", `/api/documents/${id}`)).body.shelfEvents).toEqual(
      reopened.shelfEvents,
    );
  }));

test("in the trash a document is its owners' alone; restored it is where it was", () =>
  atServer({ now: () => 5_000_000 }, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    const socket = ben.joins(id);
    await socket.hears("welcome");
    expect((await ben.ask("POST", `/api/documents/${id}/trash`)).status).toBe(403);
    await moves(ana, id, "archive");
    const trashed = await moves(ana, id, "trash");
    const at = trashed.shelfEvents.at(-1)?.at as number;
    expect(trashed).toMatchObject({ shelf: "trash", purgeAt: at + trashDays * 24 * 60 * 60 * 1000 });
    expect((await socket.closed).code).toBe(4417);
    for (const address of [`/api/documents/${id}`, `/api/documents/${id}/reading`]) {
      expect((await ben.ask("GET", address)).status).toBe(404);
    }
    expect((await ben.ask("POST", `/api/documents/${id}/restore`)).status).toBe(404);
    expect((await ana.ask("POST", `/api/documents/${id}/archive`)).status).toBe(409);
    expect((await ana.ask("PATCH", `/api/documents/${id}`, { title: "Other" })).body).toMatchObject({
      code: "archived",
      sentence: expect.stringContaining("trash"),
    });
    const restored = await moves(ana, id, "restore");
    expect(restored).toMatchObject({ shelf: "archive", purgeAt: null });
    expect(restored.shelfEvents.map(({ what }) => what)).toEqual(["archived", "trashed", "restored"]);
    expect((await ben.ask("GET", `/api/documents/${id}`)).status).toBe(200);
    await moves(ana, id, "reopen");
    await moves(ana, id, "trash");
    expect((await moves(ana, id, "restore")).shelf).toBe("library");
  }));

test("deleted for good, a document is gone for everybody, also for its open pages and after a restart", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Doomed");
    await ana.shares(id, ben, "editor");
    await writes(server, ana, id, "Words that shall go");
    await ana.ask("PUT", `/api/documents/${id}/star`);
    expect((await ana.ask("DELETE", `/api/documents/${id}`)).status).toBe(403);
    expect((await ben.ask("DELETE", `/api/documents/${id}`)).status).toBe(403);
    await moves(ana, id, "trash");
    expect((await ben.ask("DELETE", `/api/documents/${id}`)).status).toBe(404);
    const socket = ana.joins(id);
    await socket.hears("welcome");
    expect((await ana.ask("DELETE", `/api/documents/${id}`)).status).toBe(204);
    expect((await socket.closed).code).toBe(4418);
    for (const life of ["this one", "the next"]) {
      if (life === "the next") await server.restarts();
      expect((await ana.ask("GET", `/api/documents/${id}`)).status).toBe(404);
      expect((await ana.ask("DELETE", `/api/documents/${id}`)).status).toBe(404);
      expect((await ana.joins(id).closed).code).toBe(4404);
      expect((await ana.ask("POST", "/api/documents", { id })).body).toMatchObject({ code: "taken" });
      for (const view of ["all", "starred", "trash"]) expect((await list(ana, `?view=${view}`)).total).toBe(0);
    }
    expect(server.logged.join("\n")).not.toContain("were recovered");
  }));

test("the trash empties itself of what has lain there for thirty days", async () => {
  let clock = 1_700_000_000_000;
  await atServer({ now: () => clock }, async (server) => {
    const ana = await server.signsIn("Ana");
    const [old, recent] = [await ana.creates("Old"), await ana.creates("Recent")];
    await moves(ana, old.id, "trash");
    clock += 10 * 24 * 60 * 60 * 1000;
    await moves(ana, recent.id, "trash");
    clock += 20 * 24 * 60 * 60 * 1000;
    await server.restarts();
    await expect.poll(async () => titlesOf(await list(ana, "?view=trash"))).toEqual(["Recent"]);
  });
});

test("a copy has the words and nothing else of its source, belongs to who asked, and is made once", () =>
  atServer({}, async (server) => {
    const [ana, ben, cem] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cem")];
    const source = await ana.creates("Minutes");
    await ana.shares(source.id, ben, "viewer");
    await writes(server, ana, source.id, "Words of Ana");
    await moves(ana, source.id, "archive");
    const words = await textOf(ana, source.id);
    const id = newId();
    const ask = { id, title: "Copy of Minutes" };
    const copied = await ben.ask<DocumentSummary>("POST", `/api/documents/${source.id}/duplicate`, ask);
    expect(copied.status).toBe(201);
    expect(copied.body).toMatchObject({
      id,
      title: "Copy of Minutes",
      role: "owner",
      shelf: "library",
      shelfEvents: [],
      firstLine: "Words of Ana",
      lastChange: { by: { name: "Ben" } },
      members: [{ id: ben.me.id }],
    });
    await moves(ana, source.id, "reopen");
    await writes(server, ana, source.id, "Later words");
    expect((await ben.ask("POST", `/api/documents/${source.id}/duplicate`, ask)).status).toBe(200);
    expect(await textOf(ben, id)).toBe(words);
    await writes(server, ben, id, "Words of Ben");
    expect(await textOf(ana, source.id)).not.toContain("Ben");
    expect((await ana.ask("GET", `/api/documents/${id}`)).status).toBe(404);
    const untitled = await ana.ask<DocumentSummary>("POST", `/api/documents/${source.id}/duplicate`, { id: newId() });
    expect(untitled.body.title).toBe("Minutes");
    const stranger = await cem.ask("POST", `/api/documents/${source.id}/duplicate`, { id: newId() });
    expect(stranger.status).toBe(404);
    expect((await list(cem)).total).toBe(0);
    expect((await ana.ask("POST", `/api/documents/${source.id}/duplicate`, { id })).body).toMatchObject({
      code: "taken",
    });
  }));

test("each template makes a document in the asker's language, which can be written in at once", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const makes = async (template: string, headers: Record<string, string> = {}, title?: string) => {
      const init = jsonInit("POST", { id: newId(), template, ...(title === undefined ? {} : { title }) }, ana.cookie);
      const answer = await server.ask("/api/documents", { ...init, headers: { ...init.headers, ...headers } });
      expect(answer.status).toBe(201);
      return answer.body as DocumentSummary;
    };
    for (const template of templates) {
      const made = await makes(template);
      expect(made.title).not.toBe("");
      expect(made.lastChange?.by?.id).toBe(ana.me.id);
      await writes(server, ana, made.id, "Mine");
    }
    expect(await makes("meeting-notes", { "accept-language": "de-AT,de;q=0.9,en;q=0.5" })).toMatchObject({
      title: "Besprechungsnotizen",
    });
    await ana.ask("PATCH", "/api/me", { language: "de" });
    const german = await makes("class-handout", { "accept-language": "en" }, "Physik");
    expect(german).toMatchObject({ title: "Physik", firstLine: expect.stringContaining("Kurs") });
    expect(await textOf(ana, german.id)).toContain("<h2");
    expect((await ana.ask("POST", "/api/documents", { id: newId(), template: "poem" })).status).toBe(400);
  }));

test("a guest who signs in to an account brings stars along, and is shown as that account", () =>
  atServer({}, async (server) => {
    const account = openBrowser(server);
    await account.makesAccount({ name: "Ana", email: "ana@example.org", password });
    const browser = openBrowser(server);
    await browser.comesAsGuest("Ana at school");
    const guest = await browser.person();
    const { id } = await guest.creates("Minutes");
    await guest.ask("PUT", `/api/documents/${id}/star`);
    await writes(server, guest, id, "Words");
    const me = await browser.signsIn("ana@example.org", password);
    const ana = await browser.person();
    const starred = await list(ana, "?view=starred");
    expect(starred.documents).toMatchObject([
      { id, role: "owner", lastChange: { by: { id: me.id, name: "Ana" } }, createdBy: { id: me.id, name: "Ana" } },
    ]);
  }));
