import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { openBrowser, password } from "../accounts/testing/browser.ts";
import { type Mailbox, openMailbox } from "../accounts/testing/mailbox.ts";
import { atServer, type TestPerson, type TestServer } from "../testServer.ts";
import { shareLetter } from "./shareLetter.ts";

const publicUrl = "https://write.example.org";
const email = "ben@example.org";

async function atMailServer(story: (server: TestServer, mailbox: Mailbox) => Promise<void>): Promise<void> {
  const mailbox = await openMailbox();
  const config = { publicUrl, mail: { smtpUrl: mailbox.url, from: "Ambo <ambo@example.org>" } };
  try {
    await atServer({ config }, (server) => story(server, mailbox));
  } finally {
    await mailbox.close();
  }
}

const invites = (person: TestPerson, id: DocumentId, address = email) =>
  person.ask<Sharing>("POST", `/api/documents/${id}/sharing/people`, { who: { email: address }, role: "editor" });

test("an invitation is mailed with its address, and without the title of the document", () =>
  atMailServer(async (server, mailbox) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates("Secret title");
    const { body } = await invites(ana, id);
    expect(body.invitations).toMatchObject([{ email, isSent: true }]);
    const { link, text } = await mailbox.next(email);
    expect(link).toBe(body.invitations[0]?.url);
    expect(link).toMatch(/^https:\/\/write\.example\.org\/s\/[\w-]{43}$/);
    expect(text).toContain("Ana");
    expect(text).not.toContain("Secret");
  }));

test("an account that has proved its address is shared with at once, and needs no letter", () =>
  atMailServer(async (server, mailbox) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const browser = openBrowser(server);
    const { id: ben } = await browser.makesAccount({ name: "Ben", email, password });
    const { link } = await mailbox.next(email);
    expect((await invites(ana, id)).body.members).toHaveLength(1);
    await mailbox.next(email);
    await browser.gets("POST", "/api/sign-in-link/use", { token: link.split("/").at(-1) });
    const sent = mailbox.recipients.length;
    const { body } = await invites(ana, id);
    expect(body.members).toContainEqual(expect.objectContaining({ id: ben, email, role: "editor", via: null }));
    expect(mailbox.recipients).toHaveLength(sent);
  }));

test("a letter that cannot be sent is said not to be, and the invitation stands", () =>
  atMailServer(async (server, mailbox) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    await mailbox.close();
    const { status, body } = await invites(ana, id);
    expect(status).toBe(200);
    expect(body.invitations).toMatchObject([{ email, isSent: false, url: expect.stringContaining("/s/") }]);
  }));

/** How many addresses somebody can invite in a row. */
async function invitesUntilRefused(person: TestPerson, who: string): Promise<number> {
  const { id } = await person.creates();
  for (let count = 0; count < 1_000; count++) {
    const { status } = await invites(person, id, `${who}${count}@example.org`);
    if (status === 429) return count;
    expect(status).toBe(200);
  }
  throw new Error("There is no end to it.");
}

test(
  "nobody sends letters without end in the name of this server, and guests only a few, whoever they become next",
  () =>
    atMailServer(async (server, mailbox) => {
      const browser = openBrowser<TestPerson>(server);
      await browser.makesAccount({ name: "Ana", email: "ana@example.org", password });
      const counts = [];
      for (let guest = 0; guest < 7; guest++) {
        counts.push(await invitesUntilRefused(await server.signsIn(`Guest ${guest}`), `g${guest}-`));
      }
      expect(counts).toEqual([5, 5, 5, 5, 5, 0, 0]);
      expect(await invitesUntilRefused(await browser.person(), "a")).toBe(100);
      expect(mailbox.recipients).toHaveLength(1 + 25 + 100);
    }),
  60_000,
);

test("nobody gets letters without end, whoever invites them; the addresses can still be handed over", () =>
  atMailServer(async (server, mailbox) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    // Once an hour for one invitation, which takes another role without a letter.
    for (let time = 0; time < 20; time++) {
      expect((await invites(ana, id)).body.invitations).toMatchObject([{ email, isSent: true }]);
    }
    expect(mailbox.recipients).toEqual([email]);
    for (const name of ["Ben", "Cleo", "Dan"]) {
      const other = await server.signsIn(name);
      const { body } = await invites(other, (await other.creates()).id);
      expect(body.invitations).toMatchObject([{ email, isSent: name !== "Dan", url: expect.stringContaining("/s/") }]);
    }
    expect(mailbox.recipients).toEqual([email, email, email]);
  }));

test.each([
  ["Ana Öztürk-Weiß", "Ana Öztürk-Weiß"],
  ["J.R.R. Tolkien", "J. R. R. Tolkien"],
  ["Win at https://evil.example/now", "Win at https evil. example now"],
  ["www.evil.example", "www. evil. example"],
  ["evil。example", "evil。 example"],
  ["me@evil.example", "me evil. example"],
  ["two\nlines", "two lines"],
])("of a name like %s a letter makes nothing to be clicked", (name, shown) => {
  const { subject, text } = shareLetter({ url: "https://write.example.org/s/x", from: name });
  expect(subject).toBe(`${shown}: Ambo`);
  expect(text).toContain(`${shown} invites you`);
});

test("under https the cookie of a link is bound to this server alone", () =>
  atMailServer(async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const token = (await invites(ana, id)).body.invitations[0]?.url.split("/s/")[1];
    const browser = openBrowser(server);
    const opened = await browser.ask("POST", "/api/links/open", { token });
    const [line = ""] = opened.headers.getSetCookie();
    expect(line).toMatch(/^__Host-ambo\.link=/);
    for (const attribute of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]) expect(line).toContain(attribute);
  }));
