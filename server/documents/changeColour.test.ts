import { expect, test } from "vitest";
import type { DocumentSummary } from "../../shared/api.ts";
import { hexOf, type MemberColour } from "../../shared/colour.ts";
import { mayTake, palette } from "../../shared/colourChoice.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { atServer, type TestPerson } from "../testServer.ts";

async function coloursIn(person: TestPerson, id: DocumentId): Promise<Record<string, MemberColour>> {
  const { body } = await person.ask<DocumentSummary>("GET", `/api/documents/${id}`);
  return Object.fromEntries(body.members.map(({ name, color }) => [name, color]));
}

function takes(person: TestPerson, id: DocumentId, color: unknown) {
  return person.ask<DocumentSummary>("PUT", `/api/documents/${id}/colour`, color);
}

/** Of the palette, one that `name` may take. */
async function freeFor(name: string, person: TestPerson, id: DocumentId): Promise<MemberColour> {
  const { [name]: own, ...others } = await coloursIn(person, id);
  if (own === undefined) throw new Error(`${name} has no colour.`);
  const free = palette.find((color) => color !== own && mayTake(color, own, Object.values(others)));
  if (free === undefined) throw new Error("Nothing is free.");
  return free;
}

test("a member takes another colour, and every open page hears of it, also after a restart", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "viewer");
    const page = ana.joins(id);
    await page.hears("welcome");
    const color = await freeFor("Ben", ben, id);
    const answer = await takes(ben, id, color);
    expect(answer.status).toBe(200);
    expect(answer.body.color).toEqual(color);
    expect(await page.hears("colourChanged")).toEqual({
      news: "colourChanged",
      member: ben.me.id,
      color: hexOf(color),
    });
    await server.restarts();
    expect((await coloursIn(ana, id)).Ben).toEqual(color);
    const again = await ben.joins(id).hears("welcome");
    expect(again.member.color).toBe(hexOf(color));
  }));

test("nobody takes a colour that could be mistaken for somebody else's, or one that is none", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const before = await coloursIn(ana, id);
    expect((await takes(ben, id, before.Ana)).body).toMatchObject({ code: "taken" });
    const near = { hue: ((before.Ana?.hue ?? 0) + 10) % 360, step: before.Ana?.step };
    expect((await takes(ben, id, near)).status).toBe(409);
    for (const none of [{ hue: 400, step: 1 }, { hue: 1.5, step: 1 }, { hue: 10, step: 3 }, { hue: "red" }, null, {}]) {
      expect((await takes(ben, id, none)).status).toBe(400);
    }
    expect((await takes(ben, id, { hue: 15, step: 1 })).status).toBe(409);
    expect(await coloursIn(ana, id)).toEqual(before);
    expect((await takes(ben, id, before.Ben)).status).toBe(200);
  }));

test("of two who take the same colour at once one has it", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const color = await freeFor("Ana", ana, id);
    const answers = await Promise.all([takes(ana, id, color), takes(ben, id, color)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  }));

test("whoever changes colours without end is stopped for a while", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const { id } = await ana.creates();
    const statuses = [];
    for (let turn = 0; turn < 21; turn++) statuses.push((await takes(ana, id, palette[turn % 2])).status);
    expect(statuses.slice(0, 20)).toEqual(statuses.slice(0, 20).map(() => 200));
    expect(statuses[20]).toBe(429);
  }));

test("who left and comes back has the colour of before, and nobody was given it meanwhile", () =>
  atServer({}, async (server) => {
    const [ana, ben, cem] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cem")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const before = (await coloursIn(ana, id)).Ben;
    await ana.ask("DELETE", `/api/documents/${id}/sharing/people/${ben.me.id}`);
    await server.restarts();
    await ana.shares(id, cem, "editor");
    expect((await coloursIn(ana, id)).Cem).not.toEqual(before);
    await ana.shares(id, ben, "viewer");
    expect((await coloursIn(ana, id)).Ben).toEqual(before);
  }));
