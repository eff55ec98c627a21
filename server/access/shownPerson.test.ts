import { expect, test } from "vitest";
import type { DocumentSummary } from "../../shared/api.ts";
import type { PeopleFound, Sharing } from "../../shared/sharingApi.ts";
import { atServer } from "../testServer.ts";

test("initials that somebody chose are what others see: in the list, on the document, where it is shared", () =>
  atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates();
    await ana.shares(id, ben, "editor");
    const summary = async () => (await ben.ask<DocumentSummary>("GET", `/api/documents/${id}`)).body;
    expect((await summary()).createdBy).toEqual({ id: ana.me.id, name: "Ana" });
    await ana.ask("PATCH", "/api/me", { initials: "ÖX" });
    const shown = { id: ana.me.id, name: "Ana", initials: "ÖX" };
    expect(await summary()).toMatchObject({ createdBy: shown, members: [shown, { name: "Ben" }] });
    expect((await ben.ask<PeopleFound>("GET", "/api/people?q=ana")).body.people).toMatchObject([shown]);
    expect((await ana.ask<Sharing>("GET", `/api/documents/${id}/sharing`)).body.members[0]).toMatchObject(shown);
    expect((await ana.joins(id).hears("welcome")).member).toMatchObject(shown);
    await ana.ask("PATCH", "/api/me", { initials: null });
    expect((await summary()).createdBy).not.toHaveProperty("initials");
  }));
