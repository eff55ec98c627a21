import { expect, test } from "vitest";
import type { SignInOptions } from "../../shared/accountsApi.ts";
import type { DocumentSummary } from "../../shared/api.ts";
import type { LinkOpened, Sharing } from "../../shared/sharingApi.ts";
import { atServer, newId } from "../testServer.ts";
import { openBrowser, password } from "./testing/browser.ts";

const ana = { name: "Ana", email: "ana@example.org", password };
const ben = { name: "Ben", email: "ben@example.org", password: "another password" };

test("the first account of a fresh server looks after it, also when two are made at the same moment", () =>
  atServer({}, async (server) => {
    const options = async () => (await openBrowser(server).gets<SignInOptions>("GET", "/api/sign-in-options")).isFresh;
    await openBrowser(server).comesAsGuest("A guest");
    expect(await options()).toBe(true);
    const made = await Promise.all([ana, ben].map((who) => openBrowser(server).makesAccount(who)));
    expect(made.filter(({ isAdmin }) => isAdmin)).toHaveLength(1);
    expect(await options()).toBe(false);
    expect((await openBrowser(server).makesAccount({ ...ana, email: "third@example.org" })).isAdmin).toBe(false);
  }));

test("two who make an account with one address at the same moment make one account", () =>
  atServer({}, async (server) => {
    const answers = await Promise.all(
      [ana, { ...ana, email: "ANA@example.org " }].map((who) => openBrowser(server).ask("POST", "/api/accounts", who)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  }));

test("a guest becomes an account in place: same member, documents and colour, under a new login, and pages connect again", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    const guest = await browser.comesAsGuest("Ana");
    const person = await browser.person();
    const { id, color } = await person.creates("Diary");
    const socket = person.joins(id);
    await socket.hears("welcome");
    const before = browser.cookie;
    const account = await browser.makesAccount({ ...ana, name: "Ana Größe" });
    expect(account).toMatchObject({ id: guest.id, name: "Ana Größe", email: ana.email, hasPassword: true });
    expect(browser.cookie).not.toBe(before);
    // Not one of the final codes, so the page comes back by itself, with the new cookie.
    expect((await socket.closed).code).toBe(4501);
    await (await browser.person()).joins(id).hears("welcome");
    expect(await browser.gets<DocumentSummary>("GET", `/api/documents/${id}`)).toMatchObject({ role: "owner", color });
    expect((await server.ask("/api/me", { headers: { cookie: before } })).body).toEqual({ member: null });
    const elsewhere = openBrowser(server);
    expect((await elsewhere.signsIn(" Ana@Example.ORG ", password)).id).toBe(guest.id);
  }));

test("a guest who has an account already hands everything over to it, the higher role wins, and the account's colour stays", () =>
  atServer({}, async (server) => {
    const home = openBrowser(server);
    const account = await home.makesAccount(ana);
    const other = await server.signsIn("Ben");
    const shared = await other.creates("Shared");
    await other.shares(shared.id, await home.person(), "viewer");
    const before = await home.gets<DocumentSummary>("GET", `/api/documents/${shared.id}`);

    const cafe = openBrowser(server);
    const guest = await cafe.comesAsGuest("Anonymous Ana");
    const person = await cafe.person();
    const own = await person.creates("Made as a guest");
    await other.shares(shared.id, person, "editor");
    const socket = person.joins(own.id);
    await socket.hears("welcome");
    const oldCookie = cafe.cookie;

    expect((await cafe.signsIn(ana.email, password)).id).toBe(account.id);
    expect((await socket.closed).code).toBe(4419);
    expect((await server.ask("/api/me", { headers: { cookie: oldCookie } })).body).toEqual({ member: null });
    for (const browser of [cafe, home]) {
      expect(await browser.gets<DocumentSummary>("GET", `/api/documents/${own.id}`)).toMatchObject({
        role: "owner",
        color: own.color,
      });
      const after = await browser.gets<DocumentSummary>("GET", `/api/documents/${shared.id}`);
      expect([after.role, after.color]).toEqual(["editor", before.color]);
      expect(after.members.map(({ id }) => id)).not.toContain(guest.id);
    }
  }));

test("whatever a guest makes or enters while they sign in to their account is the account's, or refused", () =>
  atServer({}, async (server) => {
    await openBrowser(server).makesAccount(ana);
    const owner = await server.signsIn("Ben");
    const ways = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { id } = await owner.creates("Shared");
        const link = { role: "editor", expiresAt: null };
        const made = await owner.ask<Sharing>("POST", `/api/documents/${id}/sharing/links`, link);
        return { id, token: made.body.links[0]?.url.split("/s/")[1] };
      }),
    );
    const cafe = openBrowser(server);
    await cafe.comesAsGuest("Ana");
    const guest = await cafe.person();
    await guest.creates("Before");
    const made: string[] = [];
    const makes = async (turn: number) => {
      const { status, body } = await guest.ask<{ id: string }>("POST", "/api/documents", {
        id: newId(),
        title: `${turn}`,
      });
      if (status < 300) made.push(body.id);
    };
    const enters = async ({ id, token }: (typeof ways)[number]) => {
      const { status, body } = await guest.ask<LinkOpened>("POST", "/api/links/open", { token });
      if (status === 200 && body.documentId === id) made.push(id);
    };
    let isIn = false;
    const busy = Promise.all(
      ways.map(async (way, lane) => {
        await enters(way);
        for (let turn = 0; !isIn; turn++) await makes(lane + turn);
      }),
    );
    const signedIn = await cafe.ask("POST", "/api/sign-in", { email: ana.email, password });
    isIn = true;
    await busy;
    expect(signedIn.status).toBe(200);
    expect(made.length).toBeGreaterThan(0);
    for (const id of made) expect((await cafe.ask("GET", `/api/documents/${id}`)).status, id).toBe(200);
  }));

test("the other logins of a guest who was somebody else end, and nobody takes the guest's place", () =>
  atServer({}, async (server) => {
    await openBrowser(server).makesAccount(ana);
    const browser = openBrowser(server);
    await browser.comesAsGuest("Ana");
    const copy = browser.cookie;
    await browser.signsIn(ana.email, password);
    await server.restarts();
    expect((await browser.me())?.email).toBe(ana.email);
    expect((await server.ask("/api/me", { headers: { cookie: copy } })).body).toEqual({ member: null });
  }));

test("signing in survives a restart, on the disk lies no password, and signing in again makes a new login", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const first = browser.cookie;
    await server.restarts();
    expect((await browser.me())?.email).toBe(ana.email);
    await browser.signsIn(ana.email, password);
    expect(browser.cookie).not.toBe(first);
    expect((await server.ask("/api/me", { headers: { cookie: first } })).body).toEqual({ member: null });
    await server.restarts();
    expect((await openBrowser(server).signsIn(ana.email, password)).email).toBe(ana.email);
  }));

test("a wrong address and a wrong password are refused alike, and what is no text or empty is no password", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const refused = await Promise.all(
      [
        { email: ana.email, password: "wrong password" },
        { email: "nobody@example.org", password },
        { email: ana.email, password: "undefined" },
      ].map((ask) => openBrowser(server).ask("POST", "/api/sign-in", ask)),
    );
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 401, body: { code: "wrong-credentials" } });
      expect(answer.body).toEqual(refused[0]?.body);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    for (const secret of ["", null, undefined, 7, true, {}, [password], { $ne: "" }]) {
      for (const address of ["/api/sign-in", "/api/accounts"]) {
        const ask = {
          email: "b@example.org",
          password: secret,
          ...(address.endsWith("accounts") ? { name: "B" } : {}),
        };
        expect((await openBrowser(server).ask("POST", address, ask)).status, String(secret)).toBe(400);
      }
    }
  }));

test("who has an account makes no second one without signing out", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    expect(await browser.ask("POST", "/api/accounts", ben)).toMatchObject({ status: 409, body: { code: "taken" } });
    await browser.gets("POST", "/api/sign-out");
    expect((await browser.makesAccount(ben)).email).toBe(ben.email);
  }));

test("who has signed in to an account with a browser before comes in while others guess behind the same address", () =>
  atServer({}, async (server) => {
    const own = openBrowser(server);
    await own.makesAccount(ana);
    await own.gets("POST", "/api/sign-out");
    const pupil = openBrowser(server);
    await pupil.makesAccount(ben);
    await pupil.gets("POST", "/api/sign-out");
    const guess = { email: ana.email, password: "wrong password" };
    for (let i = 0; i < 10; i++) expect((await pupil.ask("POST", "/api/sign-in", guess)).status).toBe(401);
    expect((await pupil.ask("POST", "/api/sign-in", guess)).status).toBe(429);
    expect((await own.signsIn(ana.email, password)).email).toBe(ana.email);
  }));

test("who guesses ten times has to wait, and the true owner comes in from elsewhere at once", () =>
  atServer({ config: { trustProxy: 1 } }, async (server) => {
    await openBrowser(server).makesAccount(ana);
    const signIn = (secret: string, from: string) =>
      openBrowser(server).ask(
        "POST",
        "/api/sign-in",
        { email: ana.email, password: secret },
        { "x-forwarded-for": `203.0.113.200, ${from}` },
      );
    const wrong = await Promise.all(Array.from({ length: 14 }, () => signIn("a wrong one", "203.0.113.1")));
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(wrong.filter(({ status }) => status === 429)).toHaveLength(4);
    expect((await signIn(password, "203.0.113.1")).status).toBe(429);
    expect((await signIn(password, "203.0.113.2")).status).toBe(200);
  }));

test("a header that claims another address changes nothing where no proxy is trusted", () =>
  atServer({}, async (server) => {
    await openBrowser(server).makesAccount(ana);
    const names = ["x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip", "forwarded"];
    const answers = [];
    for (let i = 0; i < 12; i++) {
      const headers = Object.fromEntries(names.map((name) => [name, `198.51.100.${i}`]));
      const ask = { email: ana.email, password: "a wrong one" };
      answers.push((await openBrowser(server).ask("POST", "/api/sign-in", ask, headers)).status);
    }
    expect(answers).toEqual([...Array(10).fill(401), 429, 429]);
  }));

test("only a proxy at a trusted address may say where somebody comes from", () =>
  atServer({ config: { trustProxy: ["192.0.2.1"] }, limits: { http: { signInsPerMinute: 1 } } }, async (server) => {
    const come = (from: string) =>
      openBrowser(server).ask("POST", "/api/guests", { name: "Ana" }, { "x-forwarded-for": from });
    expect([(await come("198.51.100.1")).status, (await come("198.51.100.2")).status]).toEqual([200, 429]);
  }));

test("a page of another site cannot sign anybody in or out, and a form cannot either", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of foreign) {
      for (const address of ["/api/sign-in", "/api/sign-out", "/api/accounts", "/api/me/logins/end-others"]) {
        expect(await browser.ask("POST", address, {}, headers)).toMatchObject({
          status: 403,
          body: { code: "forbidden" },
        });
      }
    }
    const form = await server.ask("/api/sign-in", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie: browser.cookie },
      body: new URLSearchParams({ email: ana.email, password }).toString(),
    });
    expect(form.status).toBe(400);
    expect((await browser.me())?.email).toBe(ana.email);
  }));
