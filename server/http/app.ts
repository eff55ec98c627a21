import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { type Me, signInAsGuest, type Whoami } from "../../shared/api.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Accounts, Login } from "../accounts/accounts.ts";
import type { OriginIsOurs } from "../accounts/origins.ts";
import { authLibrary } from "./authLibrary.ts";
import { errorHandler, refuseUnknownPath } from "./errors.ts";
import { pageRoutes } from "./page.ts";
import { createRateLimit } from "./rateLimit.ts";
import { securityHeaders } from "./securityHeaders.ts";

export interface HttpLimits {
  maxBodyBytes: number;
  /** From one address, which may be a whole school or a proxy. */
  signInsPerMinute: number;
}

export const defaultHttpLimits: HttpLimits = { maxBodyBytes: 256 * 1024, signInsPerMinute: 30 };

export interface Health {
  status: "ready" | "stopping";
  version: string;
}

export interface HttpLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpNeeds {
  accounts: Accounts;
  originIsOurs: OriginIsOurs;
  /** Routes of the features, by what follows /api. They are given the function that says who asks. */
  features: Readonly<Record<string, (whoAsks: (request: Request) => Promise<Login>) => RequestHandler>>;
  health: () => Health;
  publicUrl: string | null;
  clientFolder: string;
  limits: HttpLimits;
  logger: HttpLogger;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Everything that is answered by HTTP. The order of the parts is the order in which a request is judged. */
export function createApp(needs: HttpNeeds): Express {
  const { accounts, limits, now } = needs;
  const signIns = createRateLimit({ most: limits.signInsPerMinute, windowMs: 60_000, now });
  const app = express();
  app.set("trust proxy", false);
  app.set("query parser", "simple");
  app.set("etag", false);
  app.use(logRequests(needs.logger, now));
  app.use(securityHeaders(needs.publicUrl));

  app.get("/healthz", (_request, response) => {
    const health = needs.health();
    response.setHeader("Cache-Control", "no-store");
    response.status(health.status === "ready" ? 200 : 503).json(health);
  });

  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  api.use(checkOrigin(needs.originIsOurs));
  api.use(express.json({ limit: limits.maxBodyBytes, type: "application/json", strict: true }));
  api.use("/auth", authLibrary(accounts, needs.publicUrl));

  api.post("/guests", async (request, response) => {
    const { name } = signInAsGuest.parse(request.body);
    const known = await accounts.loginOf(request.headers);
    if (known === null && !signIns.take(addressOf(request))) throw tooManySignIns();
    const { login, cookies } = await accounts.signInGuest(request.headers, name);
    sendMe(response, login, cookies);
  });
  api.get("/me", async (request, response) => {
    const { login, cookies } = await accounts.prolongLogin(request.headers);
    if (login !== null) {
      sendMe(response, login, cookies);
      return;
    }
    for (const cookie of cookies) response.append("Set-Cookie", cookie);
    response.json({ member: null } satisfies Whoami);
  });
  api.post("/sign-out", async (request, response) => {
    const { cookies } = await accounts.signOut(request.headers);
    for (const cookie of cookies) response.append("Set-Cookie", cookie);
    response.status(204).end();
  });

  const whoAsks = async (request: Request): Promise<Login> => {
    const login = await accounts.loginOf(request.headers);
    if (login === null) throw notLoggedIn();
    return login;
  };
  for (const [name, routes] of Object.entries(needs.features)) api.use(`/${name}`, routes(whoAsks));
  api.use(refuseUnknownPath);
  app.use("/api", api);

  app.use(pageRoutes(needs.clientFolder));
  app.use(refuseUnknownPath);
  app.use(errorHandler(needs.logger));
  return app;
}

/** The address at the other end of the socket. Headers that claim another are the visitor's to write, so they are not read. */
function addressOf(request: Request): string {
  return request.socket.remoteAddress ?? "";
}

function tooManySignIns(): Error {
  return refuse("too-many-requests", "Too many people signed in from this address just now. Try again in a minute.");
}

function notLoggedIn(): Error {
  return refuse("not-logged-in", "Sign in first.");
}

function sendMe(response: Response, { memberId, name }: Login, cookies: string[]): void {
  for (const cookie of cookies) response.append("Set-Cookie", cookie);
  const me: Me = { member: { id: memberId, name } };
  response.json(me);
}

/** Whatever may change something must come from a page of ours, or from no page at all. */
function checkOrigin(originIsOurs: OriginIsOurs): RequestHandler {
  return (request, _response, next) => {
    const onlyReads = request.method === "GET" || request.method === "HEAD";
    if (!onlyReads && !originIsOurs(request)) {
      throw refuse("forbidden", "This page does not belong to this server. Open it at the server's own address.");
    }
    next();
  };
}

/**
 * One line a request, without address, query, body or cookie. The route's pattern stands for its path, because the address of a
 * document is what lets people in.
 */
function logRequests(logger: HttpLogger, now: () => number): RequestHandler {
  return (request, response, next) => {
    const startedAt = now();
    response.on("finish", () => {
      const route = typeof request.route?.path === "string" ? request.route.path : "";
      const fields = {
        method: request.method,
        route: route === "" ? "none" : `${request.baseUrl}${route}`,
        status: response.statusCode,
        ms: now() - startedAt,
      };
      logger.info(fields, "Answered a request.");
    });
    next();
  };
}
