import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { SignUpPolicy } from "../../shared/account.ts";
import type {
  PeopleList,
  Person,
  ServerInvitationList,
  ServerInvitationMade,
  Settings,
  SignInOptions,
} from "../../shared/accountsApi.ts";
import { atServer, type TestServer } from "../testServer.ts";
import { openBrowser, password } from "./testing/browser.ts";

const ana = { name: "Ana", email: "ana@example.org", password };
const ben = { name: "Ben", email: "ben@example.org", password };

async function adminAt(server: TestServer, signUp: SignUpPolicy = "open") {
  const admin = openBrowser(server);
  const { id } = await admin.makesAccount(ana);
  await admin.gets<Settings>("PATCH", "/api/admin/settings", { signUp });
  return Object.assign(admin, { id });
}

const tokenIn = (url: string) => url.split("/").at(-1) ?? "";

test("those who look after nothing see and change nothing of it", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const [guest, account] = [openBrowser(server), openBrowser(server)];
    await guest.comesAsGuest("Cleo");
    await account.makesAccount(ben);
    const routes = [
      ["GET", "/api/admin/people"],
      ["PATCH", `/api/admin/people/${admin.id}`, { suspended: true }],
      ["POST", `/api/admin/people/${admin.id}/reset-link`],
      ["GET", "/api/admin/settings"],
      ["PATCH", "/api/admin/settings", { signUp: "closed" }],
      ["GET", "/api/admin/invitations"],
      ["POST", "/api/admin/invitations", { email: null }],
      ["DELETE", `/api/admin/invitations/${admin.id}`],
    ] as const;
    for (const [method, address, body] of routes) {
      expect((await guest.ask(method, address, body)).status, address).toBe(403);
      expect((await account.ask(method, address, body)).status, address).toBe(403);
      expect((await openBrowser(server).ask(method, address, body)).status, address).toBe(401);
    }
    expect((await admin.me())?.isAdmin).toBe(true);
  }));

test("people are listed with what an admin needs to know of them, and names of the past are not", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const cafe = openBrowser(server);
    await cafe.comesAsGuest("Ana's other name");
    await (await cafe.person()).creates();
    await cafe.signsIn(ana.email, password);
    const guest = await server.signsIn("Cleo");
    const { people } = await admin.gets<PeopleList>("GET", "/api/admin/people");
    expect(people.map(({ name, email, documents }) => [name, email, documents])).toEqual([
      ["Cleo", null, 0],
      ["Ana", ana.email, 1],
    ]);
    expect(people[0]?.id).toBe(guest.me.id);
    expect(JSON.stringify(people)).not.toMatch(/password|hash|guest\.invalid/);
  }));

test("a suspended writer is stopped at once and told why, cannot come back, and is let in again when it is over", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const browser = openBrowser(server);
    const { id } = await browser.makesAccount(ben);
    const document = await (await browser.person()).creates();
    const socket = (await browser.person()).joins(document.id);
    await socket.hears("welcome");
    const suspended = await admin.gets<Person>("PATCH", `/api/admin/people/${id}`, { suspended: true });
    expect(suspended.suspendedAt).toBeGreaterThan(0);
    expect((await socket.closed).code).toBe(4414);
    expect((await socket.hears("refused")).sentence).toContain("suspended");
    expect(await browser.me()).toBeNull();
    expect((await browser.ask("GET", `/api/documents/${document.id}`)).status).toBe(401);
    await server.restarts();
    const refused = await openBrowser(server).ask("POST", "/api/sign-in", { email: ben.email, password });
    expect(refused).toMatchObject({ status: 403, body: { code: "suspended", sentence: expect.stringMatching(/\.$/) } });
    // Only to who knows the password is anything told.
    const wrong = await openBrowser(server).ask("POST", "/api/sign-in", { email: ben.email, password: "a wrong one" });
    expect(wrong.status).toBe(401);
    await admin.gets("PATCH", `/api/admin/people/${id}`, { suspended: false });
    expect(await browser.me()).toBeNull();
    await browser.signsIn(ben.email, password);
    expect((await browser.ask("GET", `/api/documents/${document.id}`)).status).toBe(200);
  }));

test("a suspension outlives the loss of the catalog that it was written to", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const browser = openBrowser(server);
    const { id } = await browser.makesAccount(ben);
    await admin.gets("PATCH", "/api/me", { theme: "dark" });
    await admin.gets("PATCH", `/api/admin/people/${id}`, { suspended: true });
    await server.server.close();
    const file = path.join(server.dataFolder, "catalog.json");
    await writeFile(file, (await readFile(file)).subarray(0, 40));
    await server.restarts();
    expect(await browser.me()).toBeNull();
    const refused = await openBrowser(server).ask("POST", "/api/sign-in", { email: ben.email, password });
    expect(refused).toMatchObject({ status: 403, body: { code: "suspended" } });
  }));

test("neither an old password nor an open door comes back with an older catalog", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    await admin.gets<Settings>("PATCH", "/api/admin/settings", { signUp: "closed" });
    await admin.gets("POST", "/api/me/password", { current: password, password: "a new password" });
    await server.server.close();
    // Both generations that know of either are lost.
    for (const name of ["catalog.json", "catalog.1.json"]) {
      const file = path.join(server.dataFolder, name);
      await writeFile(file, (await readFile(file)).subarray(0, 40));
    }
    await server.restarts();
    const browser = openBrowser(server);
    expect((await browser.gets<SignInOptions>("GET", "/api/sign-in-options")).signUp).toBe("closed");
    expect((await browser.ask("POST", "/api/sign-in", { email: ana.email, password })).status).toBe(401);
    await browser.signsIn(ana.email, "a new password");
  }));

test("nobody suspends or demotes themselves, and of two who demote each other one stays", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    for (const change of [{ suspended: true }, { isAdmin: false }]) {
      expect((await admin.ask("PATCH", `/api/admin/people/${admin.id}`, change)).status).toBe(403);
    }
    const second = openBrowser(server);
    const { id } = await second.makesAccount(ben);
    await admin.gets("PATCH", `/api/admin/people/${id}`, { isAdmin: true });
    const answers = await Promise.all([
      admin.ask("PATCH", `/api/admin/people/${id}`, { isAdmin: false }),
      second.ask("PATCH", `/api/admin/people/${admin.id}`, { isAdmin: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  }));

test("a guest cannot look after the server, and nobody unknown can be changed", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const guest = await server.signsIn("Cleo");
    expect((await admin.ask("PATCH", `/api/admin/people/${guest.me.id}`, { isAdmin: true })).status).toBe(403);
    for (const id of ["a".repeat(26), "x", "__proto__"]) {
      expect((await admin.ask("PATCH", `/api/admin/people/${id}`, { suspended: true })).status).toBe(404);
    }
  }));

test.each([{ suspended: true }, { isAdmin: false }])(
  "of two admins who turn on each other at one moment, the second with %o, one stays",
  (second) =>
    atServer({}, async (server) => {
      const [first, other] = [await adminAt(server), openBrowser(server)];
      const { id } = await other.makesAccount(ben);
      await first.gets("PATCH", `/api/admin/people/${id}`, { isAdmin: true });
      const answers = await Promise.all([
        first.ask("PATCH", `/api/admin/people/${id}`, { suspended: true }),
        other.ask("PATCH", `/api/admin/people/${first.id}`, second),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 403]);
      expect((await first.ask("GET", "/api/admin/people")).status).toBe(200);
    }),
);

test("a closed server takes nobody new, neither guest nor account; who is there goes on", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server);
    const guest = openBrowser(server);
    const { id } = await guest.comesAsGuest("Ben");
    await admin.gets("PATCH", "/api/admin/settings", { signUp: "closed" });
    const stranger = openBrowser(server);
    expect((await stranger.gets<SignInOptions>("GET", "/api/sign-in-options")).signUp).toBe("closed");
    for (const [address, ask] of [
      ["/api/guests", { name: "Cleo" }],
      ["/api/accounts", { ...ben, email: "cleo@x.org" }],
    ] as const) {
      expect(await stranger.ask("POST", address, ask)).toMatchObject({ status: 403, body: { code: "sign-up-closed" } });
    }
    await openBrowser(server).signsIn(ana.email, password);
    // A guest who is here is nobody new.
    expect((await guest.makesAccount(ben)).id).toBe(id);
  }));

test("where only invited people may come, an invitation lets one person in, guest or account", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server, "invited");
    const invite = () => admin.gets<ServerInvitationMade>("POST", "/api/admin/invitations", { email: null });
    for (const [address, ask] of [
      ["/api/guests", { name: "Cleo" }],
      ["/api/accounts", ben],
    ] as const) {
      const { url, isSent } = await invite();
      expect(isSent).toBe(false);
      const browser = openBrowser(server);
      expect((await browser.ask("POST", address, ask)).status).toBe(403);
      const opened = await browser.gets("POST", "/api/links/open", { token: tokenIn(url) });
      expect(opened).toEqual({ needsLogin: true, documentId: null });
      expect((await browser.gets<SignInOptions>("GET", "/api/sign-in-options")).isInvited).toBe(true);
      const second = openBrowser(server);
      await second.gets("POST", "/api/links/open", { token: tokenIn(url) });
      const answers = await Promise.all(
        [browser, second].map((each, index) =>
          each.ask("POST", address, "email" in ask ? { ...ask, email: `${index}${ask.email}` } : ask),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    }
    expect((await admin.gets<ServerInvitationList>("GET", "/api/admin/invitations")).invitations).toEqual([]);
  }));

test("an invitation that was revoked or has run out lets nobody in, and its address is told once", async () => {
  let ahead = 0;
  await atServer({ now: () => Date.now() + ahead }, async (server) => {
    const admin = await adminAt(server, "invited");
    const invite = () =>
      admin.gets<ServerInvitationMade>("POST", "/api/admin/invitations", { email: "cleo@example.org" });
    const [revoked, late] = [await invite(), await invite()];
    const listed = await admin.gets<ServerInvitationList>("GET", "/api/admin/invitations");
    expect(listed.invitations.map(({ email }) => email)).toEqual(["cleo@example.org", "cleo@example.org"]);
    expect(JSON.stringify(listed)).not.toContain(tokenIn(late.url));
    await admin.gets("DELETE", `/api/admin/invitations/${revoked.id}`);
    const comes = async ({ url }: ServerInvitationMade) => {
      const browser = openBrowser(server);
      await browser.ask("POST", "/api/links/open", { token: tokenIn(url) });
      return (await browser.ask("POST", "/api/guests", { name: "Cleo" })).status;
    };
    expect(await comes(revoked)).toBe(403);
    ahead = 15 * 24 * 60 * 60_000;
    expect(await comes(late)).toBe(403);
  });
});

test("a share link lets people in where only the invited may come", () =>
  atServer({}, async (server) => {
    const admin = await adminAt(server, "invited");
    const { id } = await (await admin.person()).creates();
    const link = { role: "viewer", expiresAt: null };
    const { links } = await admin.gets<{ links: { url: string }[] }>(
      "POST",
      `/api/documents/${id}/sharing/links`,
      link,
    );
    const browser = openBrowser(server);
    await browser.gets("POST", "/api/links/open", { token: tokenIn(links[0]?.url ?? "") });
    await browser.comesAsGuest("Cleo");
    await openBrowser(server)
      .ask("POST", "/api/guests", { name: "Dan" })
      .then(({ status }) => expect(status).toBe(403));
  }));

test("when accounts were lost and documents were not, no stranger becomes the admin, but whoever reads the log", () =>
  atServer({}, async (server) => {
    const { id } = await (await server.signsIn("Ana")).creates("Secret plan");
    await server.server.close();
    for (const name of ["catalog.json", "catalog.1.json", "catalog.2.json"]) {
      await rm(path.join(server.dataFolder, name), { force: true });
    }
    await server.restarts();
    const stranger = openBrowser(server);
    expect((await stranger.gets<SignInOptions>("GET", "/api/sign-in-options")).isFresh).toBe(false);
    expect((await stranger.makesAccount(ben)).isAdmin).toBe(false);
    expect((await stranger.ask("GET", `/api/documents/${id}`)).status).toBe(404);
    await server.restarts();
    const [, token = ""] = [...server.logged.join("\n").matchAll(/"url":"\/s\/([\w-]+)"/g)].at(-1) ?? [];
    const operator = openBrowser(server);
    await operator.comesAsGuest("Ana");
    await operator.gets("POST", "/api/links/open", { token });
    expect((await operator.makesAccount(ana)).isAdmin).toBe(true);
    const late = openBrowser(server);
    await late.ask("POST", "/api/links/open", { token });
    expect((await late.makesAccount({ ...ana, email: "late@example.org" })).isAdmin).toBe(false);
  }));
