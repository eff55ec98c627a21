import type { IncomingHttpHeaders } from "node:http";
import { type Request, type Response, Router } from "express";
import {
  askForLink,
  changePassword as changePasswordQuestion,
  changeProfile as changeProfileQuestion,
  createAccount,
  type LoginList,
  lookAtLink,
  type Me,
  resetPassword,
  signInAsGuest,
  signInElsewhere,
  signInWithPassword,
  useSignInLink,
  type Whoami,
} from "../../shared/accountsApi.ts";
import { Refusal, refuse } from "../../shared/refusal.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { oidcCallbackPath } from "../accounts/oidc.ts";
import { changePassword, changeProfile, confirmAgain, myself } from "../accounts/profile.ts";
import type { Entered, Visit } from "../accounts/signingIn.ts";
import type { RateLimit } from "../rateLimit.ts";
import { networkFor, type WhoAsks } from "./whoAsks.ts";

export interface AccountRouteNeeds {
  accounts: Accounts;
  whoAsks: WhoAsks;
  /** Whether the browser carries a link or an invitation that lets in people who are new. */
  isInvited: (headers: IncomingHttpHeaders) => boolean;
  /** How many new people, and how many letters, one network may ask for. */
  newcomers: RateLimit;
  invited: RateLimit;
  letters: RateLimit;
  /** Ways to the other sign-in service and back: each return is a question to it. */
  journeys: RateLimit;
}

/** Signing in and out, and what people change of themselves: parse the question, call the action, send the answer. */
export function accountRoutes(given: AccountRouteNeeds): Router {
  const { accounts, whoAsks, isInvited, newcomers, invited, letters, journeys } = given;
  const { signingIn, logins, mailedLinks, needs } = accounts;
  const routes = Router();

  function sendMe(response: Response, { login, cookies }: Entered): void {
    setCookies(response, cookies);
    response.json({ member: myself(needs.catalog.data, login.memberId) } satisfies Me);
  }

  async function mustNotCrowd(request: Request): Promise<void> {
    const isKnown = (await logins.loginOf(request.headers)) !== null;
    const limit = isInvited(request.headers) ? invited : newcomers;
    if (isKnown || limit.take(networkFor(request))) return;
    throw refuse("too-many-requests", "Too many people signed in from this address just now. Try again in a minute.");
  }

  function mustNotFlood(request: Request): void {
    if (letters.take(networkFor(request))) return;
    throw refuse("too-many-requests", "Too many links were asked for from this address. Try again in a while.");
  }

  function mustNotTravel(request: Request): void {
    if (journeys.take(networkFor(request))) return;
    throw refuse("too-many-requests", "Too many people signed in from this address just now. Try again in a minute.");
  }

  routes.get("/sign-in-options", (request, response) => {
    response.json(signingIn.options(request.headers));
  });

  routes.post("/guests", async (request, response) => {
    const { name } = signInAsGuest.parse(request.body);
    await mustNotCrowd(request);
    sendMe(response, await signingIn.asGuest(visitOf(request), name));
  });

  routes.post("/accounts", async (request, response) => {
    const ask = createAccount.parse(request.body);
    // Also for guests: each attempt tells whether an address has an account.
    if (!newcomers.take(networkFor(request))) {
      throw refuse("too-many-requests", "Too many accounts were asked for from this address. Try again in a minute.");
    }
    sendMe(response, await signingIn.byNewAccount(visitOf(request), ask));
  });

  routes.post("/sign-in", async (request, response) => {
    const ask = signInWithPassword.parse(request.body);
    sendMe(response, await signingIn.byPassword(visitOf(request), ask));
  });

  routes.post("/sign-in-link", (request, response) => {
    const { email } = askForLink.parse(request.body);
    mustNotFlood(request);
    mailedLinks.sendSignIn(email, request.headers);
    response.status(204).end();
  });

  routes.post("/sign-in-link/look", async (request, response) => {
    const { token } = lookAtLink.parse(request.body);
    response.json(await signingIn.lookAtLink(visitOf(request), token, "sign-in"));
  });

  routes.post("/sign-in-link/use", async (request, response) => {
    const ask = useSignInLink.parse(request.body);
    sendMe(response, await signingIn.byLink(visitOf(request), ask));
  });

  routes.post("/password-reset", (request, response) => {
    const { email } = askForLink.parse(request.body);
    mustNotFlood(request);
    mailedLinks.sendReset(email, request.headers);
    response.status(204).end();
  });

  routes.post("/password-reset/look", async (request, response) => {
    const { token } = lookAtLink.parse(request.body);
    response.json(await signingIn.lookAtLink(visitOf(request), token, "reset"));
  });

  routes.post("/password-reset/use", async (request, response) => {
    const ask = resetPassword.parse(request.body);
    sendMe(response, await signingIn.byReset(visitOf(request), ask));
  });

  routes.post("/sign-in/oidc", async (request, response) => {
    const { returnTo } = signInElsewhere.parse(request.body);
    mustNotTravel(request);
    const { url, cookies } = await signingIn.beginOidc(returnTo);
    setCookies(response, cookies);
    response.json({ url });
  });

  // The one question that is answered by a move to another page, because the other service sends the browser here.
  routes.get(oidcCallbackPath.replace(/^\/api/, ""), async (request, response) => {
    try {
      mustNotTravel(request);
      const entered = await signingIn.byOidc(visitOf(request), textsIn(request.query));
      setCookies(response, entered.cookies);
      response.redirect(303, entered.returnTo);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The code alone: a sentence in an address could be anybody's.
      response.redirect(303, `/sign-in?failed=${error.code}`);
    }
  });

  routes.post("/sign-out", async (request, response) => {
    const { cookies } = await logins.signOut(request.headers);
    setCookies(response, cookies);
    response.status(204).end();
  });

  routes.get("/me", async (request, response) => {
    const { login, cookies } = await logins.prolong(request.headers);
    if (login !== null) {
      sendMe(response, { login, cookies });
      return;
    }
    setCookies(response, cookies);
    response.json({ member: null } satisfies Whoami);
  });

  routes.patch("/me", async (request, response) => {
    const login = await whoAsks(request);
    const member = await changeProfile(needs, login, changeProfileQuestion.parse(request.body));
    response.json({ member } satisfies Me);
  });

  routes.post("/me/password", async (request, response) => {
    const login = await whoAsks(request);
    await changePassword(needs, login, changePasswordQuestion.parse(request.body), networkFor(request));
    response.status(204).end();
  });

  routes.post("/me/confirmation", async (request, response) => {
    const login = await whoAsks(request);
    mustNotFlood(request);
    confirmAgain(needs, login, request.headers);
    response.status(204).end();
  });

  routes.get("/me/logins", async (request, response) => {
    response.json({ logins: await logins.listOf(await whoAsks(request)) } satisfies LoginList);
  });

  routes.delete("/me/logins/:id", async (request, response) => {
    const { userId } = await whoAsks(request);
    await logins.end(userId, request.params.id);
    response.status(204).end();
  });

  routes.post("/me/logins/end-others", async (request, response) => {
    const { userId, loginId } = await whoAsks(request);
    await logins.endOthers(userId, loginId);
    response.status(204).end();
  });

  return routes;
}

function visitOf(request: Request): Visit {
  return { headers: request.headers, network: networkFor(request) };
}

function setCookies(response: Response, cookies: readonly string[]): void {
  for (const cookie of cookies) response.append("Set-Cookie", cookie);
}

/** What was asked once; a name that comes twice was not written by a service that is honest. */
function textsIn(query: Request["query"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
