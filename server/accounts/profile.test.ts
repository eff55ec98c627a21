import { expect, test } from "vitest";
import type { LoginList, Me } from "../../shared/accountsApi.ts";
import { atServer } from "../testServer.ts";
import { openBrowser, password } from "./testing/browser.ts";

const ana = { name: "Ana", email: "ana@example.org", password };
const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
const hourMs = 60 * 60_000;

test("name, initials, language and theme are changed, kept, and taken back", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.comesAsGuest("Ana");
    const change = { name: " Ana  Größe ", initials: "AG", language: "de", theme: "dark" as const };
    const { member } = await browser.gets<Me>("PATCH", "/api/me", change);
    expect(member).toMatchObject({ name: "Ana Größe", initials: "AG", language: "de", theme: "dark" });
    await server.restarts();
    expect(await browser.me()).toEqual(member);
    await browser.gets("PATCH", "/api/me", { initials: null, theme: null });
    expect(await browser.me()).toEqual({ ...member, initials: null, theme: null });
  }));

test("a profile that cannot be is refused and nothing of it is taken", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    const before = await browser.comesAsGuest("Ana");
    const wrong = [{ name: "" }, { initials: "ABCD" }, { language: "<script>" }, { theme: "pink" }, { isAdmin: true }];
    for (const change of wrong) {
      expect((await browser.ask("PATCH", "/api/me", { name: "Other", ...change })).status).toBe(400);
    }
    expect(await browser.me()).toEqual(before);
    expect((await openBrowser(server).ask("PATCH", "/api/me", { name: "Ana" })).status).toBe(401);
  }));

test("a new password needs the current one, and ends the other logins, not this one", () =>
  atServer({}, async (server) => {
    const [home, cafe] = [openBrowser(server), openBrowser(server)];
    await home.makesAccount(ana);
    await cafe.signsIn(ana.email, password);
    for (const current of [undefined, "", "a wrong one"]) {
      const answer = await home.ask("POST", "/api/me/password", { current, password: "a new password" });
      expect(answer).toMatchObject({ status: 401, body: { code: "wrong-credentials" } });
    }
    await home.gets("POST", "/api/me/password", { current: password, password: "a new password" });
    expect([(await home.me())?.email, await cafe.me()]).toEqual([ana.email, null]);
    expect((await cafe.ask("POST", "/api/sign-in", { email: ana.email, password })).status).toBe(401);
    await cafe.signsIn(ana.email, "a new password");
  }));

test("guesses at the current password are counted like those at the door", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const guess = () => browser.ask("POST", "/api/me/password", { current: "a wrong one", password: "a new password" });
    const answers = await Promise.all(Array.from({ length: 12 }, guess));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  }));

test("a guest has no password to be set", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.comesAsGuest("Ana");
    expect((await browser.ask("POST", "/api/me/password", { password: "a new password" })).status).toBe(403);
  }));

test("logins are listed with the device and when they were used, and told from each other", async () => {
  let now = Date.now();
  await atServer({ now: () => now }, async (server) => {
    const home = openBrowser(server, firefox);
    await home.makesAccount(ana);
    const cafe = openBrowser(server, "curl/8");
    await cafe.signsIn(ana.email, password);
    now += 3 * hourMs;
    await home.me();
    await home.gets("GET", "/api/documents");
    const { logins } = await home.gets<LoginList>("GET", "/api/me/logins");
    expect(logins.map(({ device, isCurrent }) => [device, isCurrent])).toEqual([
      [{ browser: "Firefox", system: "Windows" }, true],
      [{ browser: null, system: null }, false],
    ]);
    const [own, other] = logins;
    expect((own?.usedAt ?? 0) - (other?.usedAt ?? 0)).toBeGreaterThanOrEqual(2 * hourMs);
    expect(JSON.stringify(logins)).not.toMatch(/token|127\.0\.0\.1|Mozilla/);
  });
});

test("ending a login closes its sockets alone, and nobody ends another's", () =>
  atServer({}, async (server) => {
    const [home, cafe, stranger] = [openBrowser(server), openBrowser(server), openBrowser(server)];
    await home.makesAccount(ana);
    await cafe.signsIn(ana.email, password);
    await stranger.comesAsGuest("Ben");
    const { id } = await (await home.person()).creates();
    const [here, there] = [(await home.person()).joins(id), (await cafe.person()).joins(id)];
    await Promise.all([here.hears("welcome"), there.hears("welcome")]);
    const { logins } = await home.gets<LoginList>("GET", "/api/me/logins");
    const other = logins.find(({ isCurrent }) => !isCurrent)?.id ?? "";
    expect((await stranger.ask("DELETE", `/api/me/logins/${other}`)).status).toBe(204);
    expect(await cafe.me()).not.toBeNull();
    expect((await home.ask("DELETE", `/api/me/logins/${other}`)).status).toBe(204);
    expect((await there.closed).code).toBe(4401);
    expect(await cafe.me()).toBeNull();
    await home.gets("PATCH", `/api/documents/${id}`, { title: "still here" });
    expect((await here.hears("titleChanged")).title).toBe("still here");
  }));

test("all other logins end at once, also after a restart", () =>
  atServer({}, async (server) => {
    const home = openBrowser(server);
    await home.makesAccount(ana);
    const others = [openBrowser(server), openBrowser(server)];
    for (const browser of others) await browser.signsIn(ana.email, password);
    await home.gets("POST", "/api/me/logins/end-others");
    await server.restarts();
    for (const browser of others) expect(await browser.me()).toBeNull();
    expect((await home.gets<LoginList>("GET", "/api/me/logins")).logins).toHaveLength(1);
  }));

test("a new name is what others see from then on", () =>
  atServer({}, async (server) => {
    const browser = openBrowser(server);
    await browser.comesAsGuest("Ana");
    const { id } = await (await browser.person()).creates();
    await browser.gets("PATCH", "/api/me", { name: "Annabel" });
    const socket = (await browser.person()).joins(id);
    expect((await socket.hears("welcome")).member.name).toBe("Annabel");
  }));
