import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import type { PeopleFound, Sharing } from "../../shared/sharingApi.ts";
import { openBrowser, password } from "../accounts/testing/browser.ts";
import { openMailbox } from "../accounts/testing/mailbox.ts";
import { atServer, type TestPerson } from "../testServer.ts";

const sharingOf = (id: DocumentId) => `/api/documents/${id}/sharing`;

test("an address is told to who typed it, and to nobody who made its owner a member in another way", async () => {
  const mailbox = await openMailbox();
  const mail = { smtpUrl: mailbox.url, from: "Ambo <ambo@example.org>" };
  await atServer({ config: { publicUrl: "https://write.example.org", mail } }, async (server) => {
    const first = openBrowser<TestPerson>(server);
    await first.makesAccount({ name: "Boss", email: "boss@example.org", password });
    const [boss, cleo, eve] = [await first.person(), await server.signsIn("Cleo"), await server.signsIn("Eve")];
    const browser = openBrowser(server);
    const { id: ben } = await browser.makesAccount({ name: "Ben", email: "ben@example.org", password });
    const { link } = await mailbox.next("ben@example.org");
    await browser.gets("POST", "/api/sign-in-link/use", { token: link.split("/").at(-1) });
    const addressOf = async (person: TestPerson, id: DocumentId) =>
      (await person.ask<Sharing>("GET", sharingOf(id))).body.members.find((member) => member.id === ben)?.email;
    const foundBy = async (person: TestPerson) =>
      (await person.ask<PeopleFound>("GET", "/api/people?q=ben")).body.people.map(({ email }) => email);
    const shares = (person: TestPerson, id: DocumentId, who: object) =>
      person.ask<Sharing>("POST", `${sharingOf(id)}/people`, { who, role: "viewer" });

    const [typed, picked] = [await cleo.creates(), await eve.creates()];
    await shares(cleo, typed.id, { email: "ben@example.org" });
    await shares(eve, picked.id, { member: ben });
    expect(await addressOf(cleo, typed.id)).toBe("ben@example.org");
    expect(await addressOf(eve, picked.id)).toBeNull();
    expect([await foundBy(cleo), await foundBy(eve), await foundBy(boss)]).toEqual([
      ["ben@example.org"],
      [null],
      ["ben@example.org"],
    ]);
    // Another role, or another owner, changes nothing of that.
    await cleo.ask("PATCH", `${sharingOf(typed.id)}/people/${ben}`, { role: "editor" });
    await cleo.shares(typed.id, eve, "owner");
    expect([await addressOf(cleo, typed.id), await addressOf(eve, typed.id)]).toEqual(["ben@example.org", null]);
    const { members } = (await eve.ask<Sharing>("GET", sharingOf(typed.id))).body;
    expect(members.every(({ invitedAs }) => invitedAs === null)).toBe(true);
  }).finally(() => mailbox.close());
});

test("an invitation tells the address of who came with it only if it is the one that was invited", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const who = { email: "ben@example.org" };
    const comes = async (name: string, email: string) => {
      const { body } = await ana.ask<Sharing>("POST", `${sharingOf(id)}/people`, { who, role: "viewer" });
      const browser = openBrowser(server);
      await browser.makesAccount({ name, email, password });
      await browser.gets("POST", "/api/links/open", { token: body.invitations[0]?.url.split("/s/")[1] });
    };
    await comes("Ben", "ben@example.org");
    await comes("Mallory", "mallory@example.org");
    const { members } = (await ana.ask<Sharing>("GET", sharingOf(id))).body;
    expect(members.map(({ name, email }) => [name, email])).toEqual([
      ["Ana", null],
      ["Ben", "ben@example.org"],
      ["Mallory", null],
    ]);
    // Whom the owners invited they do know, whoever came: also those who did not type it, and after another role.
    const cleo = await server.signsIn("Cleo");
    await ana.shares(id, cleo, "owner");
    const mallory = members.find(({ name }) => name === "Mallory")?.id;
    await ana.ask("PATCH", `${sharingOf(id)}/people/${mallory}`, { role: "editor" });
    const seen = (await cleo.ask<Sharing>("GET", sharingOf(id))).body.members;
    expect(seen.map(({ name, email, invitedAs }) => [name, email, invitedAs])).toEqual([
      ["Ana", null, null],
      ["Ben", null, "ben@example.org"],
      ["Mallory", null, "ben@example.org"],
      ["Cleo", null, null],
    ]);
  }));
