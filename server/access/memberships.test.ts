import { expect, test } from "vitest";
import { chooseColour } from "../../shared/colourChoice.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import type { CatalogDocument } from "../storage/catalog.ts";
import { atServer, type TestPerson } from "../testServer.ts";
import { colourFor, endMembership, setMembership } from "./memberships.ts";

const sharingOf = (id: DocumentId) => `/api/documents/${id}/sharing`;

async function colourOf(owner: TestPerson, id: DocumentId, person: TestPerson) {
  const { body } = await owner.ask<Sharing>("GET", sharingOf(id));
  return body.members.find((member) => member.id === person.me.id)?.color;
}

test("who is taken out and back in has their colour again, and nobody got it meanwhile", () =>
  atServer({}, async (server) => {
    const [ana, ben, cleo] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cleo")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const before = await colourOf(ana, id, ben);
    await ana.ask("DELETE", `${sharingOf(id)}/people/${ben.me.id}`);
    await ana.shares(id, cleo, "editor");
    await server.restarts();
    await ana.shares(id, ben, "viewer");
    expect(await colourOf(ana, id, ben)).toEqual(before);
    expect(await colourOf(ana, id, cleo)).not.toEqual(before);
  }));

test("who comes by one link and later by another has one colour", () =>
  atServer({}, async (server) => {
    const [ana, ben, cleo] = [await server.signsIn("Ana"), await server.signsIn("Ben"), await server.signsIn("Cleo")];
    const { id } = await ana.creates();
    const comes = async (person: TestPerson) => {
      const made = await ana.ask<Sharing>("POST", `${sharingOf(id)}/links`, { role: "editor", expiresAt: null });
      const link = made.body.links.at(-1);
      await person.ask("POST", "/api/links/open", { token: link?.url.split("/s/")[1] });
      return link?.id;
    };
    const first = await comes(ben);
    const before = await colourOf(ana, id, ben);
    await ana.ask("DELETE", `${sharingOf(id)}/links/${first}`);
    expect(await colourOf(ana, id, ben)).toBeUndefined();
    await comes(cleo);
    await comes(ben);
    expect(await colourOf(ana, id, ben)).toEqual(before);
    expect(await colourOf(ana, id, cleo)).not.toEqual(before);
  }));

test("only so many are remembered, and when every colour was somebody's those who are there count alone", () => {
  const document: CatalogDocument = { title: "", createdAt: 0, createdBy: null, members: {} };
  const one = "one" as MemberId;
  setMembership(document, one, { role: "owner", color: chooseColour([]), since: 0 });
  for (let number = 0; number < 300; number++) {
    const member = `m${number}` as MemberId;
    setMembership(document, member, { role: "editor", color: colourFor(document, member), since: 0 });
    endMembership(document, member, { linkEnded: false });
    endMembership(document, member, { linkEnded: true });
  }
  expect(Object.keys(document.former ?? {})).toHaveLength(200);
  expect(document.former?.["m299" as MemberId]).not.toHaveProperty("linkEnded");
  expect(colourFor(document, "new" as MemberId)).toEqual(chooseColour([chooseColour([])]));
});
