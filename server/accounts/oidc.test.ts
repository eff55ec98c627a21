import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { GoElsewhere, Me, SignInOptions } from "../../shared/accountsApi.ts";
import { atServer, type TestServer } from "../testServer.ts";
import { openBrowser, password, type TestBrowser } from "./testing/browser.ts";
import { type Claims, type OidcService, openOidcService } from "./testing/oidcService.ts";

const ana = { sub: "ana-over-there", email: "ana@example.org", email_verified: true, name: "Ana Größe" };
const account = { name: "Ana", email: "ana@example.org", password };

async function atOidcServer(story: (server: TestServer, service: OidcService) => Promise<void>): Promise<void> {
  const service = await openOidcService();
  try {
    const config = { publicUrl: "http://write.example.org", oidc: service.config };
    await atServer({ config }, async (server) => {
      await isReady(server);
      await story(server, service);
    });
  } finally {
    await service.close();
  }
}

const isReady = (server: TestServer) =>
  expect.poll(async () => (await server.ask("/healthz")).body, { timeout: 15_000 }).toMatchObject({ oidc: "ready" });

/** Goes to the service and comes back. Answers where the browser was sent in the end. */
async function signsInThere(
  browser: TestBrowser<unknown>,
  service: OidcService,
  claims: Claims,
  changes?: Record<string, unknown>,
): Promise<string> {
  const { url } = await browser.gets<GoElsewhere>("POST", "/api/sign-in/oidc", { returnTo: "/d/there?x=1" });
  const answer = await browser.ask("GET", service.signsIn(url, claims, changes));
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

test("somebody from the other service gets an account, comes back to where they began, and is the same next time", () =>
  atOidcServer(async (server, service) => {
    const browser = openBrowser(server);
    expect((await browser.gets<SignInOptions>("GET", "/api/sign-in-options")).oidc).toBe("Our school");
    expect(await signsInThere(browser, service, ana)).toBe("/d/there?x=1");
    const me = await browser.me();
    expect(me).toMatchObject({ name: "Ana Größe", email: ana.email, isAdmin: true, hasPassword: false });
    const elsewhere = openBrowser(server);
    // The permanent name counts, whatever the address has become over there.
    await signsInThere(elsewhere, service, { ...ana, email: "married@example.org" });
    expect((await elsewhere.me())?.id).toBe(me?.id);
    await server.restarts();
    await isReady(server);
    expect((await browser.me())?.id).toBe(me?.id);
  }));

test("a guest becomes the account in place, and a guest who had one takes everything along", () =>
  atOidcServer(async (server, service) => {
    const browser = openBrowser(server);
    const guest = await browser.comesAsGuest("Ana");
    await signsInThere(browser, service, ana);
    expect((await browser.me())?.id).toBe(guest.id);
    const cafe = openBrowser(server);
    await cafe.comesAsGuest("Ana again");
    const { id } = await (await cafe.person()).creates("Made as a guest");
    await signsInThere(cafe, service, ana);
    expect((await cafe.me())?.id).toBe(guest.id);
    expect((await cafe.ask("GET", `/api/documents/${id}`)).status).toBe(200);
  }));

test("an account whose address nobody proved is not linked to, in either direction", () =>
  atOidcServer(async (server, service) => {
    // Somebody typed in Ana's address before her.
    const thief = openBrowser(server);
    await thief.makesAccount({ ...account, name: "Not Ana" });
    const owner = openBrowser(server);
    expect(await signsInThere(owner, service, ana)).toBe("/sign-in?failed=forbidden");
    expect(await owner.me()).toBeNull();
    // And a service that does not know whether the address is theirs opens nobody's account.
    const claimed = { ...ana, sub: "somebody else", email_verified: false };
    expect(await signsInThere(openBrowser(server), service, claimed)).toBe("/sign-in?failed=forbidden");
  }));

test("who is signed in with the password links the other service to the account, and then both ways lead in", () =>
  atOidcServer(async (server, service) => {
    const browser = openBrowser(server);
    const { id } = await browser.makesAccount(account);
    await signsInThere(browser, service, ana);
    expect((await browser.me())?.id).toBe(id);
    const elsewhere = openBrowser(server);
    await signsInThere(elsewhere, service, ana);
    expect(await elsewhere.me()).toMatchObject({ id, hasPassword: true });
    expect((await openBrowser(server).signsIn(account.email, password)).id).toBe(id);
  }));

test("what was not begun in this browser, comes a second time, or was answered by another service, is refused", () =>
  atOidcServer(async (server, service) => {
    const [mine, theirs] = [openBrowser(server), openBrowser(server)];
    const { url } = await theirs.gets<GoElsewhere>("POST", "/api/sign-in/oidc", {});
    const back = service.signsIn(url, ana);
    const failed = async (browser: TestBrowser<unknown>, address: string) =>
      (await browser.ask("GET", address)).headers.get("location");
    expect(await failed(mine, back)).toBe("/sign-in?failed=wrong-credentials");
    await mine.gets<GoElsewhere>("POST", "/api/sign-in/oidc", {});
    expect(await failed(mine, back)).toBe("/sign-in?failed=wrong-credentials");
    const foreign = back.replace(/iss=[^&]*/, `iss=${encodeURIComponent("https://evil.example")}`);
    expect(await failed(theirs, foreign)).toBe("/sign-in?failed=wrong-credentials");
    expect(await failed(theirs, "/api/auth/callback/oidc?code=x")).toBe("/sign-in?failed=wrong-credentials");
    expect(await failed(theirs, "/api/auth/callback/oidc")).toBe("/sign-in?failed=wrong-credentials");
    expect([await mine.me(), await theirs.me()]).toEqual([null, null]);
  }));

test("a token for another client, from another issuer, with another nonce, or too old, says nothing", () =>
  atOidcServer(async (server, service) => {
    const lies = [
      { aud: "another" },
      { iss: "https://evil.example" },
      { nonce: "another" },
      { nonce: undefined },
      { exp: 1 },
    ];
    for (const lie of lies) {
      const browser = openBrowser(server);
      expect(await signsInThere(browser, service, ana, lie)).toBe("/sign-in?failed=wrong-credentials");
      expect(await browser.me()).toBeNull();
    }
  }));

test("a page to come back to is one of ours", () =>
  atOidcServer(async (server) => {
    for (const returnTo of ["//evil.example", "https://evil.example", "/\\evil.example", "", "d/x", "/ x", 7]) {
      const answer = await openBrowser(server).ask("POST", "/api/sign-in/oidc", { returnTo });
      expect(answer.status, String(returnTo)).toBe(400);
    }
  }));

test("where nobody new may come, the other service lets in only those who have an account", () =>
  atOidcServer(async (server, service) => {
    const admin = openBrowser(server);
    await signsInThere(admin, service, ana);
    await admin.gets("PATCH", "/api/admin/settings", { signUp: "closed" });
    await signsInThere(openBrowser(server), service, ana);
    const ben = { sub: "ben", email: "ben@example.org", email_verified: true };
    expect(await signsInThere(openBrowser(server), service, ben)).toBe("/sign-in?failed=sign-up-closed");
  }));

test("a service that is down keeps nobody from starting, is told in health, and is found when it comes up", async () => {
  const place = createServer((_request, response) => response.writeHead(503).end());
  place.listen(0, "127.0.0.1");
  await once(place, "listening");
  const issuer = `http://127.0.0.1:${(place.address() as AddressInfo).port}`;
  const oidc = { issuer, clientId: "ambo", clientSecret: "x", name: "Our school" };
  try {
    await atServer({ config: { publicUrl: "http://write.example.org", oidc } }, async (server) => {
      expect(await server.ask("/healthz")).toMatchObject({ status: 200, body: { status: "ready", oidc: "waiting" } });
      const browser = openBrowser(server);
      expect((await browser.gets<SignInOptions>("GET", "/api/sign-in-options")).oidc).toBeNull();
      expect((await browser.ask("POST", "/api/sign-in/oidc", {})).status).toBe(503);
      const { member } = await browser.gets<Me>("POST", "/api/accounts", account);
      expect(member.email).toBe(account.email);
    });
  } finally {
    place.close();
  }
});

test("a service that was down is asked again", async () => {
  const service = await openOidcService();
  service.isUp = false;
  try {
    await atServer({ config: { publicUrl: "http://write.example.org", oidc: service.config } }, async (server) => {
      await expect.poll(() => server.logged.join("\n")).toContain("could not be reached");
      service.isUp = true;
      await isReady(server);
    });
  } finally {
    await service.close();
  }
});
