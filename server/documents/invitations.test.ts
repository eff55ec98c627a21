import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { openBrowser, password } from "../accounts/testing/browser.ts";
import { type Mailbox, openMailbox } from "../accounts/testing/mailbox.ts";
import { atServer, type TestPerson, type TestServer } from "../testServer.ts";

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

test(
  "nobody sends letters without end in the name of this server",
  () =>
    atMailServer(async (server) => {
      const ana = await server.signsIn("Ana");
      const { id } = await ana.creates();
      let status = 200;
      let letters = 0;
      for (; status === 200 && letters < 1_000; letters++) ({ status } = await invites(ana, id));
      expect([status, letters]).toEqual([429, 101]);
      const other = await server.signsIn("Cleo");
      expect((await invites(other, (await other.creates()).id)).status).toBe(200);
    }),
  60_000,
);

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
