import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { LinkLook, LinkToCopy, Me, PeopleList, SignInOptions } from "../../shared/accountsApi.ts";
import { atServer, type TestServer } from "../testServer.ts";
import { openBrowser, password } from "./testing/browser.ts";
import { type Mailbox, openMailbox } from "./testing/mailbox.ts";

const ana = { name: "Ana", email: "ana@example.org", password };
const publicUrl = "http://write.example.org";

/** A server that sends mail, whose clock can be moved on. */
async function atMailServer(
  story: (server: TestServer, mailbox: Mailbox, passes: (ms: number) => void) => Promise<void>,
): Promise<void> {
  const mailbox = await openMailbox();
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const passes = (ms: number) => {
    ahead += ms;
  };
  const config = { publicUrl, mail: { smtpUrl: mailbox.url, from: "Ambo <ambo@example.org>" } };
  try {
    await atServer({ config, now }, (server) => story(server, mailbox, passes));
  } finally {
    await mailbox.close();
  }
}

const tokenIn = (link: string) => link.split("/").at(-1) ?? "";
const minuteMs = 60_000;

test("a link signs in once, in whichever browser asks first, and looking at its page uses nothing up", () =>
  atMailServer(async (server, mailbox) => {
    const home = openBrowser(server);
    const { id } = await home.makesAccount(ana);
    await mailbox.next(ana.email);
    await home.gets("POST", "/api/sign-in-link", { email: "ANA@example.org" });
    const { link } = await mailbox.next(ana.email);
    expect(link).toMatch(/^http:\/\/write\.example\.org\/sign-in\/link\/[\w-]{43}$/);
    for (const method of ["GET", "HEAD"]) await server.ask(new URL(link).pathname, { method });
    const browsers = [1, 2, 3].map(() => openBrowser(server));
    const answers = await Promise.all(
      browsers.map((browser) => browser.ask<Me>("POST", "/api/sign-in-link/use", { token: tokenIn(link) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(answers.find(({ status }) => status === 200)?.body.member.id).toBe(id);
  }));

test("a link is too old after a quarter of an hour, and a link to a password after an hour", () =>
  atMailServer(async (server, mailbox, passes) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    await mailbox.next(ana.email);
    await browser.gets("POST", "/api/sign-in-link", { email: ana.email });
    const signIn = tokenIn((await mailbox.next(ana.email)).link);
    await browser.gets("POST", "/api/password-reset", { email: ana.email });
    const reset = tokenIn((await mailbox.next(ana.email)).link);
    passes(15 * minuteMs);
    expect((await openBrowser(server).ask("POST", "/api/sign-in-link/use", { token: signIn })).status).toBe(401);
    passes(45 * minuteMs);
    const late = { token: reset, password: "a new password" };
    expect((await openBrowser(server).ask("POST", "/api/password-reset/use", late)).status).toBe(401);
  }));

test("a link for one thing does not open another", () =>
  atMailServer(async (server, mailbox) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const confirm = tokenIn((await mailbox.next(ana.email)).link);
    const wrong = { token: confirm, password: "a new password" };
    expect((await openBrowser(server).ask("POST", "/api/password-reset/use", wrong)).status).toBe(401);
    await browser.gets("POST", "/api/password-reset", { email: ana.email });
    const reset = tokenIn((await mailbox.next(ana.email)).link);
    expect((await openBrowser(server).ask("POST", "/api/sign-in-link/use", { token: reset })).status).toBe(401);
    // Neither was used up by the wrong door.
    expect((await browser.ask("POST", "/api/sign-in-link/use", { token: confirm })).status).toBe(200);
  }));

test("a new password ends all other logins and the links that are still out, and the old password is over", () =>
  atMailServer(async (server, mailbox) => {
    const home = openBrowser(server);
    await home.makesAccount(ana);
    await mailbox.next(ana.email);
    await home.gets("POST", "/api/sign-in-link", { email: ana.email });
    const pending = tokenIn((await mailbox.next(ana.email)).link);
    await home.gets("POST", "/api/password-reset", { email: ana.email });
    const token = tokenIn((await mailbox.next(ana.email)).link);
    const cafe = openBrowser(server);
    const weak = await cafe.ask("POST", "/api/password-reset/use", { token, password: "short" });
    expect(weak.status).toBe(400);
    await cafe.gets("POST", "/api/password-reset/use", { token, password: "a new password" });
    expect((await cafe.me())?.email).toBe(ana.email);
    expect(await home.me()).toBeNull();
    expect((await openBrowser(server).ask("POST", "/api/sign-in-link/use", { token: pending })).status).toBe(401);
    expect((await openBrowser(server).ask("POST", "/api/sign-in", { email: ana.email, password })).status).toBe(401);
    await openBrowser(server).signsIn(ana.email, "a new password");
  }));

test("who asks for a link learns nothing about who has an account, and strangers get no letter", () =>
  atMailServer(async (server, mailbox) => {
    await openBrowser(server).makesAccount(ana);
    await mailbox.next(ana.email);
    for (const address of ["/api/sign-in-link", "/api/password-reset"]) {
      const [known, unknown] = await Promise.all(
        [ana.email, "nobody@example.org"].map((email) => openBrowser(server).ask("POST", address, { email })),
      );
      expect([known?.status, known?.body]).toEqual([204, ""]);
      expect([unknown?.status, unknown?.body]).toEqual([204, ""]);
    }
    await Promise.all([mailbox.next(ana.email), mailbox.next(ana.email)]);
    expect(new Set(mailbox.recipients)).toEqual(new Set([ana.email]));
  }));

test("one address gets so many letters and no more, though the answer stays the same", () =>
  atMailServer(async (server, mailbox, passes) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    for (let i = 0; i < 8; i++) {
      expect((await browser.ask("POST", "/api/sign-in-link", { email: ana.email })).status).toBe(204);
    }
    for (let i = 0; i < 3; i++) await mailbox.next(ana.email);
    passes(16 * minuteMs);
    await browser.gets("POST", "/api/password-reset", { email: ana.email });
    expect((await mailbox.next(ana.email)).link).toContain("/reset/");
    expect(mailbox.recipients).toHaveLength(4);
  }));

test("who took an address before its owner is put out when the owner proves it, and keeps no way in", () =>
  atMailServer(async (server, mailbox) => {
    const thief = openBrowser(server);
    const { id } = await thief.makesAccount({ ...ana, name: "Not Ana" });
    await mailbox.next(ana.email);
    const owner = openBrowser(server);
    await owner.gets("POST", "/api/sign-in-link", { email: ana.email });
    const { link } = await mailbox.next(ana.email);
    const { member } = await owner.gets<Me>("POST", "/api/sign-in-link/use", { token: tokenIn(link) });
    expect([member.id, member.hasPassword]).toEqual([id, false]);
    expect(await thief.me()).toBeNull();
    expect((await thief.ask("POST", "/api/sign-in", { email: ana.email, password })).status).toBe(401);
    await owner.gets("POST", "/api/me/password", { password: "the owner's own" });
    await openBrowser(server).signsIn(ana.email, "the owner's own");
  }));

test("who confirms the address in the browser of the account keeps the password, and from then on every link leaves it", () =>
  atMailServer(async (server, mailbox) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const { link } = await mailbox.next(ana.email);
    await browser.gets("POST", "/api/sign-in-link/use", { token: tokenIn(link) });
    const elsewhere = openBrowser(server);
    await elsewhere.signsIn(ana.email, password);
    await elsewhere.gets("POST", "/api/sign-in-link", { email: ana.email });
    const again = await mailbox.next(ana.email);
    await openBrowser(server).gets("POST", "/api/sign-in-link/use", { token: tokenIn(again.link) });
    expect((await elsewhere.me())?.hasPassword).toBe(true);
    await openBrowser(server).signsIn(ana.email, password);
  }));

test.each([
  ["/api/sign-in-link", {}],
  ["/api/password-reset", { password: "a new password" }],
] as const)(
  "%s: a guest is told whose account a link opens, and takes documents along only when they say so",
  (address, more) =>
    atMailServer(async (server, mailbox, passes) => {
      await openBrowser(server).makesAccount(ana);
      await mailbox.next(ana.email);
      for (const isWanted of [undefined, false, true]) {
        passes(16 * minuteMs);
        const cafe = openBrowser(server);
        await cafe.comesAsGuest("Ana");
        const { id } = await (await cafe.person()).creates("Made as a guest");
        await cafe.gets("POST", address, { email: ana.email });
        const token = tokenIn((await mailbox.next(ana.email)).link);
        const look = { name: "Ana", email: ana.email, guestDocuments: 1 };
        for (let times = 0; times < 2; times++) {
          expect(await cafe.gets<LinkLook>("POST", `${address}/look`, { token })).toEqual(look);
        }
        const asStranger = await openBrowser(server).gets<LinkLook>("POST", `${address}/look`, { token });
        expect(asStranger.guestDocuments).toBe(0);
        const bring = isWanted === undefined ? {} : { bringDocuments: isWanted };
        await cafe.gets("POST", `${address}/use`, { token, ...more, ...bring });
        expect((await cafe.me())?.email).toBe(ana.email);
        expect((await cafe.ask("GET", `/api/documents/${id}`)).status).toBe(isWanted === true ? 200 : 404);
        expect((await cafe.ask("POST", `${address}/look`, { token })).status).toBe(401);
      }
    }),
);

test("what lies on the disk opens no link", () =>
  atMailServer(async (server, mailbox) => {
    const browser = openBrowser(server);
    await browser.makesAccount(ana);
    const { link } = await mailbox.next(ana.email);
    await server.server.close();
    for (const file of await readdir(server.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = await readFile(`${file.parentPath}/${file.name}`);
      expect(bytes.includes(tokenIn(link)), file.name).toBe(false);
    }
    expect(server.logged.join("\n")).not.toContain(tokenIn(link));
  }));

test("a letter is in the language of who gets it", () =>
  atMailServer(async (server, mailbox) => {
    const browser = openBrowser(server);
    const german = { "accept-language": "de-AT,de;q=0.9" };
    expect((await browser.ask("POST", "/api/accounts", ana, german)).status).toBe(200);
    expect((await mailbox.next(ana.email)).text).toContain("Jemand hat mit dieser Adresse");
    await browser.gets("PATCH", "/api/me", { language: "en" });
    await browser.ask("POST", "/api/password-reset", { email: ana.email }, german);
    expect((await mailbox.next(ana.email)).text).toContain("a new password");
  }));

test("a mail server that is down is told in the log and to nobody else", () =>
  atServer(
    { config: { publicUrl, mail: { smtpUrl: "smtp://127.0.0.1:1", from: "ambo@example.org" } } },
    async (server) => {
      const browser = openBrowser(server);
      await browser.makesAccount(ana);
      expect((await browser.ask("POST", "/api/sign-in-link", { email: ana.email })).status).toBe(204);
      await expect.poll(() => server.logged.some((line) => line.includes("A letter could not be sent."))).toBe(true);
    },
  ));

test("without mail that is said, and an admin hands over a link that sets a password but proves no address", () =>
  atServer({}, async (server) => {
    const admin = openBrowser(server);
    await admin.makesAccount(ana);
    const options = await admin.gets<SignInOptions>("GET", "/api/sign-in-options");
    expect(options.sendsMail).toBe(false);
    for (const address of ["/api/sign-in-link", "/api/password-reset"]) {
      expect((await admin.ask("POST", address, { email: ana.email })).status).toBe(404);
    }
    const home = openBrowser(server);
    const ben = await home.makesAccount({ name: "Ben", email: "ben@example.org", password });
    const guest = await openBrowser(server).comesAsGuest("Cleo");
    expect((await admin.ask("POST", `/api/admin/people/${guest.id}/reset-link`)).status).toBe(403);
    const { url, expiresAt } = await admin.gets<LinkToCopy>("POST", `/api/admin/people/${ben.id}/reset-link`);
    expect(url.startsWith(`http://${new URL(server.url).host}/reset/`)).toBe(true);
    expect(expiresAt).toBeGreaterThan(Date.now());
    const cafe = openBrowser(server);
    await cafe.gets("POST", "/api/password-reset/use", { token: tokenIn(url), password: "a new password" });
    expect([(await cafe.me())?.id, await home.me()]).toEqual([ben.id, null]);
    const { people } = await admin.gets<PeopleList>("GET", "/api/admin/people");
    expect(people).toHaveLength(3);
  }));

test("whoever has not proved an address is told so and has the letter sent again, a few times; then it is proved", () =>
  atMailServer(async (server, mailbox, passes) => {
    const browser = openBrowser(server);
    expect(await browser.makesAccount(ana)).toMatchObject({ isEmailConfirmed: false });
    await mailbox.next(ana.email);
    const asks = async () => (await browser.ask("POST", "/api/me/confirmation")).status;
    expect(await asks()).toBe(204);
    const { link } = await mailbox.next(ana.email);
    expect(await asks()).toBe(204);
    await mailbox.next(ana.email);
    // Three letters in a quarter of an hour to one address, and whose it is may know when there is none.
    expect(await asks()).toBe(429);
    passes(15 * minuteMs);
    expect(await asks()).toBe(204);
    await mailbox.next(ana.email);
    await browser.gets("POST", "/api/sign-in-link/use", { token: tokenIn(link) });
    expect(await browser.me()).toMatchObject({ isEmailConfirmed: true });
    expect(await asks()).toBe(204);
    expect(mailbox.recipients).toHaveLength(4);
    const guest = openBrowser(server);
    expect(await guest.comesAsGuest("Ben")).toMatchObject({ isEmailConfirmed: false });
    expect((await guest.ask("POST", "/api/me/confirmation")).status).toBe(403);
  }));
