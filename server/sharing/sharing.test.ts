import { expect, test } from "vitest";
import type { DocumentId } from "../../shared/ids.ts";
import type { PeopleFound, Sharing } from "../../shared/sharingApi.ts";
import { atServer, newId, type TestPerson } from "../testServer.ts";

const sharingOf = (id: DocumentId) => `/api/documents/${id}/sharing`;
const roles = ({ members }: Sharing) => members.map(({ name, role }) => `${name} ${role}`);

function role(person: TestPerson, id: DocumentId, other: TestPerson, to: string) {
  return person.ask<Sharing>("PATCH", `${sharingOf(id)}/people/${other.me.id}`, { role: to });
}

function takesAway(person: TestPerson, id: DocumentId, other: TestPerson) {
  return person.ask<Sharing>("DELETE", `${sharingOf(id)}/people/${other.me.id}`);
}

test("an owner shares by name, and sees who may do what", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    const who = { member: ben.me.id };
    const shared = await ana.ask<Sharing>("POST", `${sharingOf(id)}/people`, { who, role: "viewer" });
    expect(shared.status).toBe(200);
    expect(shared.body).toMatchObject({ invitations: [], links: [], linksClosed: false });
    expect(roles(shared.body)).toEqual(["Ana owner", "Ben viewer"]);
    expect(shared.body.members[0]?.color).not.toEqual(shared.body.members[1]?.color);
    expect((await ana.ask("GET", sharingOf(id))).body).toEqual(shared.body);
    const welcome = await ben.joins(id).hears("welcome");
    expect(welcome).toMatchObject({ title: "Minutes", shelf: "library", member: { role: "viewer" } });
    await server.restarts();
    expect((await ana.ask("GET", sharingOf(id))).body).toEqual(shared.body);
  }));

test("only owners share, and whoever may not read learns nothing of the document", () =>
  atServer({}, async (server) => {
    const [ana, ben, cleo] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cleo")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    const asked = (person: TestPerson, address: string) =>
      person.ask("POST", address, { who: { member: cleo.me.id }, role: "editor" });
    expect((await asked(ben, `${sharingOf(id)}/people`)).body).toMatchObject({ code: "forbidden" });
    expect((await ben.ask("GET", sharingOf(id))).status).toBe(403);
    const strangers = await asked(cleo, `${sharingOf(id)}/people`);
    expect(strangers.status).toBe(404);
    expect(strangers.body).toEqual((await asked(cleo, `${sharingOf(newId())}/people`)).body);
    expect(await cleo.joins(id).closed).toEqual(await cleo.joins(newId()).closed);
  }));

test("somebody who is not on this server cannot be shared with by an id", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const asks = (member: string) => ana.ask("POST", `${sharingOf(id)}/people`, { who: { member }, role: "editor" });
    expect((await asks(newId())).status).toBe(404);
    for (const noId of ["constructor", ""]) expect((await asks(noId)).status).toBe(400);
  }));

test("roles change, and reach an open page at once in both directions", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "viewer");
    const page = ben.joins(id);
    await page.hears("welcome");
    expect(roles((await role(ana, id, ben, "editor")).body)).toEqual(["Ana owner", "Ben editor"]);
    const news = { news: "accessChanged", role: "editor", shelf: "library", by: ana.me.id };
    expect(await page.hears("accessChanged")).toEqual(news);
    await role(ana, id, ben, "commenter");
    await expect.poll(page.heard).toContainEqual({ ...news, role: "commenter" });
  }));

test("who is sent away hears why, nobody else is disturbed, and the way back is closed", () =>
  atServer({}, async (server) => {
    const [ana, ben, cleo] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cleo")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    await ana.shares(id, cleo, "editor");
    const pages = [ben.joins(id), cleo.joins(id)] as const;
    for (const page of pages) await page.hears("welcome");
    expect((await takesAway(ana, id, ben)).status).toBe(200);
    expect(await pages[0].hears("refused")).toMatchObject({
      code: "access-removed",
      sentence: expect.stringContaining("owner"),
    });
    expect((await pages[0].closed).code).toBe(4415);
    expect((await ben.joins(id).closed).code).toBe(4404);
    expect((await role(ana, id, ben, "editor")).status).toBe(404);
    expect((await takesAway(ana, id, ben)).status).toBe(200);
    await role(ana, id, cleo, "viewer");
    expect(await pages[1].hears("accessChanged")).toMatchObject({ role: "viewer" });
    await server.restarts();
    expect((await ben.joins(id).closed).code).toBe(4404);
  }));

test("everybody may leave, but one owner always stays", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "viewer");
    expect((await takesAway(ben, id, ana)).body).toMatchObject({ code: "forbidden" });
    expect((await takesAway(ana, id, ana)).body).toMatchObject({ code: "forbidden" });
    expect((await role(ana, id, ana, "editor")).body).toMatchObject({ code: "forbidden" });
    await role(ana, id, ben, "owner");
    const leaving = await Promise.all([takesAway(ana, id, ana), takesAway(ben, id, ben)]);
    expect(leaving.map(({ status }) => status).sort()).toEqual([204, 403]);
    const left = leaving[0].status === 204 ? ana : ben;
    expect((await left.joins(id).closed).code).toBe(4404);
  }));

test("questions that make no sense are refused, and change nothing", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const before = (await ana.ask("GET", sharingOf(id))).body;
    for (const [method, address, body] of [
      ["POST", "people", { who: { member: ana.me.id }, role: "king" }],
      ["POST", "people", { who: {}, role: "editor" }],
      ["POST", "people", { who: { email: "nobody" }, role: "editor" }],
      ["POST", "links", { role: "owner", expiresAt: null }],
      ["POST", "links", { role: "viewer", expiresAt: 1 }],
      ["POST", "links", { role: "viewer" }],
    ] as const) {
      expect((await ana.ask(method, `${sharingOf(id)}/${address}`, body)).status).toBe(400);
    }
    expect((await ana.ask("GET", sharingOf(id))).body).toEqual(before);
  }));

test("nobody tries out without end which addresses have an account here, on however many documents", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const [one, other] = [await ana.creates(), await ana.creates()];
    const statuses: number[] = [];
    for (let i = 0; i < 125; i++) {
      const ask = { who: { email: `somebody-${i}@example.org` }, role: "viewer" };
      const { id } = i % 2 === 0 ? one : other;
      statuses.push((await ana.ask("POST", `${sharingOf(id)}/people`, ask)).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(120);
    expect(statuses.at(-1)).toBe(429);
    // People who are known by name are not tried out.
    await ana.shares(one.id, await server.signsIn("Ben"), "viewer");
  }));

test("people are found by name among those one writes with", () =>
  atServer({}, async (server) => {
    const [ana, rene, cleo] = [await server.signsIn("Ana"), await server.signsIn("René"), await server.signsIn("Cleo")];
    const { id } = await ana.creates();
    await ana.shares(id, rene, "viewer");
    const found = async (person: TestPerson, q: string) =>
      (await person.ask<PeopleFound>("GET", `/api/people?q=${encodeURIComponent(q)}`)).body.people;
    expect(await found(ana, "rene")).toEqual([{ id: rene.me.id, name: "René", email: null }]);
    expect((await found(ana, "")).map(({ name }) => name)).toEqual(["René"]);
    expect((await found(rene, "a")).map(({ name }) => name)).toEqual(["Ana"]);
    expect(await found(cleo, "")).toEqual([]);
    expect((await server.ask("/api/people?q=")).status).toBe(401);
    await takesAway(ana, id, rene);
    expect(await found(rene, "")).toEqual([]);
  }));
