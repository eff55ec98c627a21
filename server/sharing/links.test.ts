import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import type { LinkOpened, Sharing } from "../../shared/sharingApi.ts";
import { openBrowser } from "../accounts/testing/browser.ts";
import { atServer, newId, type TestPerson, type TestServer } from "../testServer.ts";

const sharingOf = (id: DocumentId) => `/api/documents/${id}/sharing`;
const tokenIn = (url: string) => url.split("/s/")[1] ?? "";

async function makesLink(owner: TestPerson, id: DocumentId, role: string, expiresAt: number | null = null) {
  const made = await owner.ask<Sharing>("POST", `${sharingOf(id)}/links`, { role, expiresAt });
  expect(made.status).toBe(200);
  const link = made.body.links.at(-1);
  if (link === undefined) throw new Error("No link was made.");
  return link;
}

const opens = (person: Pick<TestPerson, "ask">, url: string) =>
  person.ask<LinkOpened>("POST", "/api/links/open", { token: tokenIn(url) });

const roleOf = async (owner: TestPerson, id: DocumentId, person: TestPerson) =>
  (await owner.ask<Sharing>("GET", sharingOf(id))).body.members.find((member) => member.id === person.me.id);

async function document(server: TestServer) {
  const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
  const { id } = await ana.creates("Minutes");
  return { ana, ben, id };
}

test("a link lets in somebody who signs in only then, and its token goes into a cookie out of reach of scripts", () =>
  atServer({}, async (server) => {
    const { ana, id } = await document(server);
    const link = await makesLink(ana, id, "commenter");
    expect(link).toMatchObject({ role: "commenter", expiresAt: null, by: { id: ana.me.id, name: "Ana" } });
    const browser = openBrowser(server);
    const opened = await browser.ask("POST", "/api/links/open", { token: tokenIn(link.url) });
    expect(opened.body).toEqual({ needsLogin: true, documentId: null });
    const [line = ""] = opened.headers.getSetCookie();
    expect(line).toMatch(/^ambo\.link=/);
    for (const attribute of ["HttpOnly", "SameSite=Lax", "Path=/"]) expect(line).toContain(attribute);
    expect((await browser.ask("POST", "/api/links/enter")).status).toBe(401);
    await browser.comesAsGuest("Cleo");
    const entered = { needsLogin: false, documentId: id };
    expect(await browser.gets("POST", "/api/links/enter")).toEqual(entered);
    expect(await browser.gets("POST", "/api/links/enter")).toEqual(entered);
    const cleo = await browser.person();
    expect(await roleOf(ana, id, cleo)).toMatchObject({ role: "commenter", via: link.id });
    expect(await cleo.joins(id).hears("welcome")).toMatchObject({ member: { role: "commenter" } });
  }));

test("the address of a link stays the same to be copied again, and the data folder holds no token", () =>
  atServer({}, async (server) => {
    const { ana, id } = await document(server);
    const { url } = await makesLink(ana, id, "viewer");
    expect(url).toMatch(new RegExp(`^${server.url}/s/[\\w-]{43}$`.replace("localhost", "(localhost|127.0.0.1)")));
    await server.restarts();
    const [again] = (await ana.ask<Sharing>("GET", sharingOf(id))).body.links;
    expect(tokenIn(again?.url ?? "")).toBe(tokenIn(url));
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(`${server.dataFolder}/catalog.json`, "utf8")).not.toContain(tokenIn(url));
    expect(server.logged.join("\n")).not.toContain(tokenIn(url));
    expect(server.logged.join("\n")).not.toContain(id);
  }));

test("a class comes by one link, where strangers are few a minute", () =>
  atServer({ limits: { http: { signInsPerMinute: 2, invitedSignInsPerMinute: 4 } } }, async (server) => {
    const { ana, id } = await document(server);
    const link = await makesLink(ana, id, "editor");
    const statuses = [];
    for (let pupil = 0; pupil < 5; pupil++) {
      const browser = openBrowser(server);
      await browser.ask("POST", "/api/links/open", { token: tokenIn(link.url) });
      statuses.push((await browser.ask("POST", "/api/guests", { name: `Pupil ${pupil}` })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    // A link that opens nothing is none, and those who came by one took nothing from others.
    const stranger = openBrowser(server);
    await stranger.ask("POST", "/api/links/open", { token: newId() });
    expect((await stranger.ask("POST", "/api/guests", { name: "Stranger" })).status).toBe(429);
  }));

test("a revoked link lets nobody in, and who came by it goes at once, while others stay", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const cleo = await server.signsIn("Cleo");
    await ana.shares(id, cleo, "editor");
    const link = await makesLink(ana, id, "editor");
    expect((await opens(ben, link.url)).body).toEqual({ needsLogin: false, documentId: id });
    const [page, other] = [ben.joins(id), cleo.joins(id)];
    await page.hears("welcome");
    await other.hears("welcome");
    const revoked = await ana.ask<Sharing>("DELETE", `${sharingOf(id)}/links/${link.id}`);
    expect(revoked.body.links).toEqual([]);
    expect(revoked.body.members.map(({ name }) => name)).toEqual(["Ana", "Cleo"]);
    // Nobody took anything from them by name: they may ask for another link.
    expect(await page.hears("refused")).toMatchObject({ code: "link-ended" });
    expect((await page.closed).code).toBe(4416);
    expect((await opens(ben, link.url)).body).toMatchObject({ code: "wrong-credentials" });
    expect((await ben.joins(id).closed).code).toBe(4404);
    await ana.ask("PATCH", `${sharingOf(id)}/people/${cleo.me.id}`, { role: "viewer" });
    await other.hears("accessChanged");
  }));

test("a link that runs out closes by itself, for open pages too", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const link = await makesLink(ana, id, "editor", Date.now() + 700);
    await opens(ben, link.url);
    const page = ben.joins(id);
    await page.hears("welcome");
    expect(await page.hears("refused")).toMatchObject({
      code: "link-ended",
      sentence: expect.stringContaining("link"),
    });
    expect((await page.closed).code).toBe(4416);
    expect((await opens(ben, link.url)).status).toBe(401);
    expect(await roleOf(ana, id, ben)).toBeUndefined();
    expect((await ana.ask<Sharing>("GET", sharingOf(id))).body.links).toHaveLength(1);
  }));

test("a link never lowers a role, a stronger one raises it, and what was given by name remains when it goes", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    await ana.shares(id, ben, "commenter");
    await opens(ben, (await makesLink(ana, id, "viewer")).url);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "commenter", via: null });
    const editors = await makesLink(ana, id, "editor");
    const page = ben.joins(id);
    await page.hears("welcome");
    await opens(ben, editors.url);
    expect(await page.hears("accessChanged")).toMatchObject({ role: "editor" });
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "editor", via: editors.id });
    await ana.ask("DELETE", `${sharingOf(id)}/links/${editors.id}`);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "commenter", via: null });
    await expect.poll(page.heard).toContainEqual(expect.objectContaining({ news: "accessChanged", role: "commenter" }));
  }));

test("what an owner took away by name does not come back by a link made before, only by one made since, or by name", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const link = await makesLink(ana, id, "editor");
    await opens(ben, link.url);
    await ana.ask("PATCH", `${sharingOf(id)}/people/${ben.me.id}`, { role: "viewer" });
    expect((await opens(ben, link.url)).body).toEqual({ needsLogin: false, documentId: id });
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "viewer", via: null });

    await ana.ask("DELETE", `${sharingOf(id)}/people/${ben.me.id}`);
    expect((await opens(ben, link.url)).body).toMatchObject({ code: "access-removed" });
    await server.restarts();
    expect((await opens(ben, link.url)).body).toMatchObject({ code: "access-removed" });
    expect(await roleOf(ana, id, ben)).toBeUndefined();
    // Others come by it as before.
    const cleo = await server.signsIn("Cleo");
    expect((await opens(cleo, link.url)).status).toBe(200);

    await ana.shares(id, ben, "commenter");
    await opens(ben, link.url);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "commenter", via: null });
    await opens(ben, (await makesLink(ana, id, "editor")).url);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "editor" });
  }));

test("who left by themselves may come back by the link", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const link = await makesLink(ana, id, "editor");
    await opens(ben, link.url);
    await ben.ask("DELETE", `${sharingOf(id)}/people/${ben.me.id}`);
    expect((await opens(ben, link.url)).status).toBe(200);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "editor" });
  }));

test("whoever came by a link and is given a role by name stays without the link", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const link = await makesLink(ana, id, "viewer");
    await opens(ben, link.url);
    await ana.ask("PATCH", `${sharingOf(id)}/people/${ben.me.id}`, { role: "viewer" });
    await ana.ask("DELETE", `${sharingOf(id)}/links/${link.id}`);
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "viewer", via: null });
  }));

test("what is no token opens nothing, and says so without telling what there is", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const link = await makesLink(ana, id, "viewer");
    for (const token of [newId(), link.id, `${tokenIn(link.url)}x`, tokenIn(link.url).toLowerCase()]) {
      expect((await ben.ask("POST", "/api/links/open", { token })).body).toMatchObject({ code: "wrong-credentials" });
    }
    expect((await ben.ask("POST", "/api/links/open", { token: 5 })).status).toBe(400);
    expect((await ben.ask("POST", "/api/links/enter")).body).toMatchObject({ code: "wrong-credentials" });
    const forged = openBrowser(server);
    await forged.comesAsGuest("Mallory");
    const answer = await server.ask("/api/links/enter", {
      method: "POST",
      headers: { cookie: `${forged.cookie}; ambo.link=entered-${id}` },
    });
    expect(answer.body).toMatchObject({ code: "wrong-credentials" });
  }));

test("an invitation is for an address, makes a member by name, and works once", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const cleo = await server.signsIn("Cleo");
    const invites = (role: string) =>
      ana.ask<Sharing>("POST", `${sharingOf(id)}/people`, { who: { email: "Ben@Example.org" }, role });
    const first = (await invites("viewer")).body.invitations;
    expect(first).toMatchObject([{ email: "ben@example.org", role: "viewer", by: { name: "Ana" }, isSent: false }]);
    const [invitation] = (await invites("editor")).body.invitations;
    expect(invitation).toMatchObject({ id: first[0]?.id, url: first[0]?.url, role: "editor" });
    const url = invitation?.url ?? "";
    expect((await opens(ben, url)).body).toEqual({ needsLogin: false, documentId: id });
    expect(await roleOf(ana, id, ben)).toMatchObject({ role: "editor", via: null });
    expect((await ana.ask<Sharing>("GET", sharingOf(id))).body.invitations).toEqual([]);
    expect((await opens(cleo, url)).body).toMatchObject({ code: "wrong-credentials" });
    await server.restarts();
    expect((await opens(cleo, url)).status).toBe(401);
  }));

test("a revoked invitation opens nothing", () =>
  atServer({}, async (server) => {
    const { ana, ben, id } = await document(server);
    const invited = await ana.ask<Sharing>("POST", `${sharingOf(id)}/people`, {
      who: { email: "ben@example.org" },
      role: "editor",
    });
    const [invitation] = invited.body.invitations;
    await ana.ask("DELETE", `${sharingOf(id)}/invitations/${invitation?.id}`);
    expect((await opens(ben, invitation?.url ?? "")).status).toBe(401);
  }));

test("an account that nobody has proved to own its address gets no rights by that address, only the invitation does", () =>
  atServer({}, async (server) => {
    const { ana, id } = await document(server);
    const mallory = openBrowser(server);
    await mallory.makesAccount({ name: "Mallory", email: "victim@example.org", password: "correct horse" });
    const who = { email: "victim@example.org" };
    const { body } = await ana.ask<Sharing>("POST", `${sharingOf(id)}/people`, { who, role: "editor" });
    expect(body.members.map(({ name }) => name)).toEqual(["Ana"]);
    expect(body.invitations).toHaveLength(1);
    expect((await (await mallory.person()).joins(id).closed).code).toBe(4404);
  }));

test("where only the invited may come, a link to a document is an invitation", () =>
  atServer({}, async (server) => {
    const admin = openBrowser(server);
    await admin.makesAccount({ name: "Ana", email: "ana@example.org", password: "correct horse" });
    const ana = await admin.person();
    const { id } = await ana.creates();
    const link = await makesLink(ana, id, "viewer");
    expect((await admin.ask("PATCH", "/api/admin/settings", { signUp: "invited" })).status).toBe(200);
    const browser = openBrowser(server);
    expect((await browser.ask("POST", "/api/guests", { name: "Ben" })).body).toMatchObject({ code: "sign-up-closed" });
    await opens(browser, link.url);
    await browser.comesAsGuest("Ben");
    expect(await browser.gets("POST", "/api/links/enter")).toEqual({ needsLogin: false, documentId: id });
  }));
