import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Me } from "../../shared/accountsApi.ts";
import { atServer, jsonInit, nameAndValue } from "../testServer.ts";

test("a guest signs in under a name and is known by the cookie alone", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("  Ana   Größe 😀 ");
    expect(ana.me.name).toBe("Ana Größe 😀");
    expect((await ana.ask<Me>("GET", "/api/me")).body.member).toEqual(ana.me);
    expect((await server.ask("/api/me")).body).toEqual({ member: null });
  }));

test("two guests of one name are two members", () =>
  atServer({}, async (server) => {
    const [one, two] = [await server.signsIn("Ana"), await server.signsIn("Ana")];
    expect(one.me.id).not.toBe(two.me.id);
  }));

test("signing in again with a valid login keeps the member and makes no new login", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const again = await ana.ask<Me>("POST", "/api/guests", { name: "Somebody else" });
    expect(again.body.member).toEqual(ana.me);
    expect(again.headers.getSetCookie()).toEqual([]);
  }));

test("a name that is empty, too long or no text is refused in a sentence", () =>
  atServer({}, async (server) => {
    for (const name of ["", "  ", "x".repeat(61), 7, null]) {
      const answer = await server.ask("/api/guests", jsonInit("POST", { name }));
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: "malformed", sentence: expect.stringMatching(/\.$/) });
    }
  }));

test("on plain HTTP the cookie is kept from scripts and other sites, and works without https", () =>
  atServer({}, async (server) => {
    const answer = await server.ask("/api/guests", jsonInit("POST", { name: "Ana" }));
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^ambo\./);
    expect(cookie).toMatch(/; Path=\/(;|$)/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Max-Age=2592000/);
    expect(cookie).not.toMatch(/Secure|Domain/);
  }));

test("under an https public URL the cookie is bound to it", () =>
  atServer({ config: { publicUrl: "https://write.example.org" } }, async (server) => {
    const answer = await server.ask("/api/guests", jsonInit("POST", { name: "Ana" }));
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-ambo\./);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).not.toMatch(/Domain/);
    const me = await server.ask("/api/me", { headers: { cookie: nameAndValue(cookie) } });
    expect(me.status).toBe(200);
  }));

test("a restart keeps the login and the member", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    await server.restarts();
    expect((await ana.ask<Me>("GET", "/api/me")).body.member).toEqual(ana.me);
  }));

test("a cookie that was changed, cut or made up proves nothing", () =>
  atServer({}, async (server) => {
    const { cookie } = await server.signsIn("Ana");
    const [name] = cookie.split("=");
    for (const forged of [cookie.slice(0, -8), cookie.replace(/=./, "=x"), `${name}=abc.def`, `${name}=`, "other=1"]) {
      expect((await server.ask("/api/me", { headers: { cookie: forged } })).body).toEqual({ member: null });
    }
  }));

test("signing out ends the login on the server, also after a restart", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const answer = await ana.ask("POST", "/api/sign-out");
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect((await ana.ask("GET", "/api/me")).body).toEqual({ member: null });
    expect((await ana.ask("GET", "/api/documents")).status).toBe(401);
    await server.restarts();
    expect((await ana.ask("GET", "/api/me")).body).toEqual({ member: null });
  }));

test("signing out closes the sockets of that person for good, and nobody else's", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const [anaSocket, benSocket] = [ana.joins(id), ben.joins(id)];
    await Promise.all([anaSocket.hears("welcome"), benSocket.hears("welcome")]);
    await ana.ask("POST", "/api/sign-out");
    expect((await anaSocket.closed).code).toBe(4401);
    expect((await ana.joins(id).closed).code).toBe(4401);
    expect((await ben.ask("PATCH", `/api/documents/${id}`, { title: "still here" })).status).toBe(200);
    expect((await benSocket.hears("titleChanged")).title).toBe("still here");
  }));

test("signing out without a login is no error", () =>
  atServer({}, async (server) => {
    expect((await server.ask("/api/sign-out", { method: "POST" })).status).toBe(204);
  }));

test("nothing of the login library is open to the network", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    for (const address of ["get-session", "sign-in/anonymous", "sign-out", "ok", ""]) {
      expect((await ana.ask("GET", `/api/auth/${address}`)).status).toBe(404);
      expect((await ana.ask("POST", `/api/auth/${address}`, {})).status).toBe(404);
    }
    expect((await ana.ask("GET", "/api/me")).body).toEqual({ member: ana.me });
  }));

test("one signs out at whichever name of this machine the page was loaded", () =>
  atServer({}, async (server) => {
    const port = new URL(server.url).port;
    for (const host of ["localhost", "127.0.0.1"]) {
      const ben = await server.signsIn("Ben");
      const origin = `http://${host}:${port}`;
      const headers = { cookie: ben.cookie, origin };
      expect((await server.ask(`${origin}/api/sign-out`, { method: "POST", headers })).status).toBe(204);
      expect((await ben.ask("GET", "/api/me")).body).toEqual({ member: null });
    }
  }));

test("one address may sign in so many guests a minute; who is signed in already is not counted", () =>
  atServer({ limits: { http: { signInsPerMinute: 2 } } }, async (server) => {
    const ana = await server.signsIn("Ana");
    await server.signsIn("Ben");
    const third = await server.ask("/api/guests", {
      ...jsonInit("POST", { name: "Cleo" }),
      headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.9" },
    });
    expect(third.status).toBe(429);
    expect(third.body).toMatchObject({ code: "too-many-requests" });
    expect((await ana.ask("POST", "/api/guests", { name: "Ana" })).status).toBe(200);
  }));

test("what lies on the disk does not open a login", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const token = decodeURIComponent(ana.cookie.split("=")[1] ?? "").split(".")[0] ?? "";
    expect(token.length).toBeGreaterThan(20);
    await server.server.close();
    for (const file of await readdir(server.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = await readFile(path.join(file.parentPath, file.name));
      expect(bytes.includes(token), file.name).toBe(false);
    }
  }));
