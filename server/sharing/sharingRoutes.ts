import type { IncomingHttpHeaders } from "node:http";
import { type Request, Router } from "express";
import { type DocumentId, type InvitationId, type LinkId, type MemberId, parseId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import {
  changeRole as changeRoleQuestion,
  type LinkOpened,
  makeLink as makeLinkQuestion,
  openLink as openLinkQuestion,
  shareWith as shareWithQuestion,
} from "../../shared/sharingApi.ts";
import { accessOf, noSuchDocument, requireRight } from "../access/access.ts";
import { closedWay, enter, findWay } from "./enter.ts";
import { invite, revokeInvitation } from "./invitations.ts";
import type { LinkCookie } from "./linkCookie.ts";
import { makeLink, reopenLinks, revokeLink } from "./links.ts";
import { findPeople } from "./people.ts";
import { giveRole, memberMeant, removeMember, type SharingNeeds, sharingOf } from "./sharing.ts";

export interface SharingRouteNeeds extends SharingNeeds {
  /** Refuses who is not logged in. */
  whoAsks: (request: Request) => Promise<{ memberId: MemberId }>;
  /** The origin that addresses of this server begin with, as the asker reaches it. */
  originFor: (request: Request) => string;
  /** Where a request comes from, as one household or machine. */
  networkFor: (request: Request) => string;
}

/** /api/documents/:id/sharing. Whole paths, so that the log of requests names the pattern and no document. */
export function sharingRoutes(needs: SharingRouteNeeds): Router {
  const routes = Router();
  /** Everything but leaving is for those who may share; asked before the question is parsed, which may tell of others. */
  const sharer = async (request: Request) => {
    const { memberId } = await needs.whoAsks(request);
    const documentId = idIn<DocumentId>(request, "id");
    requireRight(needs, memberId, documentId, "share");
    return { asker: memberId, documentId };
  };
  const answer = (request: Request, asker: MemberId, documentId: DocumentId) =>
    sharingOf(needs, asker, documentId, needs.originFor(request));

  routes.get("/:id/sharing", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    response.json(answer(request, asker, documentId));
  });

  routes.post("/:id/sharing/people", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    const { who, role } = shareWithQuestion.parse(request.body);
    if ("email" in who && !needs.mayName(asker, needs.networkFor(request))) {
      throw refuse("too-many-requests", "You shared with very many addresses just now. Try again in a while.");
    }
    const member = memberMeant(needs, who);
    if (member !== null) await giveRole(needs, asker, documentId, { ...who, member, role, mustBeThere: false });
    else if ("email" in who) {
      const [origin, network] = [needs.originFor(request), needs.networkFor(request)];
      await invite(needs, asker, documentId, { ...who, role, origin, network });
    }
    response.json(answer(request, asker, documentId));
  });

  routes.patch("/:id/sharing/people/:member", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    const { role } = changeRoleQuestion.parse(request.body);
    const member = idIn<MemberId>(request, "member");
    await giveRole(needs, asker, documentId, { member, role, mustBeThere: true });
    response.json(answer(request, asker, documentId));
  });

  routes.delete("/:id/sharing/people/:member", async (request, response) => {
    const { memberId: asker } = await needs.whoAsks(request);
    const documentId = idIn<DocumentId>(request, "id");
    const member = idIn<MemberId>(request, "member");
    await removeMember(needs, asker, documentId, member);
    // Who has left sees no more of it.
    if (asker === member) response.status(204).end();
    else response.json(answer(request, asker, documentId));
  });

  routes.delete("/:id/sharing/invitations/:invitation", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    await revokeInvitation(needs, asker, documentId, idIn<InvitationId>(request, "invitation"));
    response.json(answer(request, asker, documentId));
  });

  routes.post("/:id/sharing/links", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    await makeLink(needs, asker, documentId, makeLinkQuestion.parse(request.body));
    response.json(answer(request, asker, documentId));
  });

  routes.post("/:id/sharing/links/reopen", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    await reopenLinks(needs, asker, documentId);
    response.json(answer(request, asker, documentId));
  });

  routes.delete("/:id/sharing/links/:link", async (request, response) => {
    const { asker, documentId } = await sharer(request);
    await revokeLink(needs, asker, documentId, idIn<LinkId>(request, "link"));
    response.json(answer(request, asker, documentId));
  });

  return routes;
}

export interface LinkRouteNeeds extends SharingNeeds {
  cookie: LinkCookie;
  loginOf: (headers: IncomingHttpHeaders) => Promise<{ memberId: MemberId } | null>;
  whoAsks: (request: Request) => Promise<{ memberId: MemberId }>;
}

/**
 * /api/links. Once somebody has entered, the cookie says where, so that asking again, with a token that is used up, leads there too;
 * it is no proof of anything.
 */
export function linkRoutes(needs: LinkRouteNeeds): Router {
  const routes = Router();
  const entered = "entered-";

  routes.post("/open", async (request, response) => {
    const { token } = openLinkQuestion.parse(request.body);
    const way = findWay(needs.catalog.data, token, needs.now());
    if (way === null) throw closedWay();
    const login = await needs.loginOf(request.headers);
    const documentId = login === null ? null : await enter(needs, login.memberId, way);
    response.append("Set-Cookie", needs.cookie.keep(documentId === null ? token : `${entered}${documentId}`));
    response.json({ needsLogin: login === null, documentId } satisfies LinkOpened);
  });

  routes.post("/enter", async (request, response) => {
    const { memberId } = await needs.whoAsks(request);
    const kept = needs.cookie.read(request.headers);
    if (kept === null) throw closedWay();
    const known = kept.startsWith(entered) ? parseId<DocumentId>(kept.slice(entered.length)) : null;
    if (known !== null) {
      if (accessOf(needs.catalog, memberId, known, needs.now()) === null) throw closedWay();
      response.json({ needsLogin: false, documentId: known } satisfies LinkOpened);
      return;
    }
    const way = findWay(needs.catalog.data, kept, needs.now());
    if (way === null) throw closedWay();
    const documentId = await enter(needs, memberId, way);
    if (documentId !== null) response.append("Set-Cookie", needs.cookie.keep(`${entered}${documentId}`));
    response.json({ needsLogin: false, documentId } satisfies LinkOpened);
  });

  return routes;
}

/** /api/people */
export function peopleRoutes(needs: Pick<SharingRouteNeeds, "whoAsks" | "catalog" | "now">): Router {
  const routes = Router();
  routes.get("/", async (request, response) => {
    const { memberId } = await needs.whoAsks(request);
    const text = request.query.q ?? "";
    if (typeof text !== "string" || text.length > 200) throw refuse("malformed", "This is not a name to look for.");
    response.json(findPeople(needs, memberId, text));
  });
  return routes;
}

/** What cannot be an id names nothing, and is answered as such. */
function idIn<T extends NonNullable<ReturnType<typeof parseId>>>(request: Request, name: string): T {
  const id = parseId<T>(request.params[name]);
  if (id === null) throw noSuchDocument();
  return id;
}
