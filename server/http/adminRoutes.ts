import { type Request, Router } from "express";
import {
  changePerson as changePersonQuestion,
  changeSettings as changeSettingsQuestion,
  inviteToServer as inviteQuestion,
} from "../../shared/accountsApi.ts";
import { type InvitationId, type MemberId, parseId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { changePerson, changeSettings, listPeople, makeResetLink, settingsOf } from "../accounts/administration.ts";
import { inviteToServer, listServerInvitations, revokeServerInvitation } from "../accounts/serverInvitations.ts";
import { originFor, type WhoAsks } from "./whoAsks.ts";

export interface AdminRouteNeeds {
  accounts: Pick<Accounts, "needs">;
  whoAdministers: WhoAsks;
  publicUrl: string | null;
}

/** /api/admin: parse the question, call the action, send the answer. Every route asks first which admin it is. */
export function adminRoutes({ accounts: { needs }, whoAdministers, publicUrl }: AdminRouteNeeds): Router {
  const routes = Router();

  routes.get("/people", async (request, response) => {
    await whoAdministers(request);
    response.json(listPeople(needs));
  });

  routes.patch("/people/:id", async (request, response) => {
    const { memberId } = await whoAdministers(request);
    response.json(await changePerson(needs, memberId, memberIn(request), changePersonQuestion.parse(request.body)));
  });

  routes.post("/people/:id/reset-link", async (request, response) => {
    await whoAdministers(request);
    response.json(await makeResetLink(needs, memberIn(request), originFor(request, publicUrl)));
  });

  routes.get("/settings", async (request, response) => {
    await whoAdministers(request);
    response.json(settingsOf(needs));
  });

  routes.patch("/settings", async (request, response) => {
    await whoAdministers(request);
    response.json(await changeSettings(needs, changeSettingsQuestion.parse(request.body)));
  });

  routes.get("/invitations", async (request, response) => {
    await whoAdministers(request);
    response.json(listServerInvitations(needs));
  });

  routes.post("/invitations", async (request, response) => {
    const { memberId } = await whoAdministers(request);
    const ask = inviteQuestion.parse(request.body);
    response.status(201).json(await inviteToServer(needs, memberId, ask, originFor(request, publicUrl)));
  });

  routes.delete("/invitations/:id", async (request, response) => {
    await whoAdministers(request);
    const id = parseId<InvitationId>(request.params.id);
    if (id === null) throw refuse("not-found", "There is no invitation like this.");
    await revokeServerInvitation(needs, id);
    response.status(204).end();
  });

  return routes;
}

function memberIn(request: Request): MemberId {
  const id = parseId<MemberId>(request.params.id);
  if (id === null) throw refuse("not-found", "There is nobody like this here.");
  return id;
}
