import type { IncomingHttpHeaders } from "node:http";
import express, { type Express, type RequestHandler } from "express";
import { refuse } from "../../shared/refusal.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { OriginIsOurs } from "../accounts/origins.ts";
import type { Config } from "../config.ts";
import { createRateLimit } from "../rateLimit.ts";
import { accountRoutes } from "./accountRoutes.ts";
import { adminRoutes } from "./adminRoutes.ts";
import { errorHandler, refuseUnknownPath } from "./errors.ts";
import { pageRoutes } from "./page.ts";
import { securityHeaders } from "./securityHeaders.ts";
import { createWhoAdministers, createWhoAsks, type WhoAsks } from "./whoAsks.ts";

export interface HttpLimits {
  maxBodyBytes: number;
  /** From one address, which may be a whole school or a proxy. */
  signInsPerMinute: number;
  /** The same of guests who come by a share link or an invitation that opens: a whole year of pupils at once. */
  invitedSignInsPerMinute: number;
  /** Links by e-mail that one address may ask for in a quarter of an hour. */
  lettersPerQuarter: number;
  /** Ways to the other sign-in service and back that begin or end at one address. */
  journeysPerMinute: number;
  /** Documents that one member may make, copies among them; five times as many from one network. */
  documentsPerMinute: number;
  documentsPerHour: number;
}

export const defaultHttpLimits: HttpLimits = {
  maxBodyBytes: 256 * 1024,
  signInsPerMinute: 30,
  invitedSignInsPerMinute: 200,
  lettersPerQuarter: 20,
  journeysPerMinute: 120,
  documentsPerMinute: 60,
  documentsPerHour: 500,
};

export interface Health {
  status: "ready" | "stopping";
  version: string;
  /** Only where another sign-in service is configured. */
  oidc?: "ready" | "waiting";
}

export interface HttpLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface HttpNeeds {
  accounts: Accounts;
  originIsOurs: OriginIsOurs;
  /** Routes of the features, by what follows /api. They are given the functions that say who asks, and which admin. */
  features: Readonly<Record<string, (whoAsks: WhoAsks, whoAdministers: WhoAsks) => RequestHandler>>;
  /** Whether the browser carries a link or an invitation that lets in people who are new. */
  isInvited: (headers: IncomingHttpHeaders) => boolean;
  health: () => Health;
  publicUrl: string | null;
  trustProxy: Config["trustProxy"];
  clientFolder: string;
  limits: HttpLimits;
  logger: HttpLogger;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Everything that is answered by HTTP. The order of the parts is the order in which a request is judged. */
export function createApp(needs: HttpNeeds): Express {
  const { accounts, limits, now } = needs;
  const newcomers = createRateLimit({ most: limits.signInsPerMinute, windowMs: 60_000, now });
  const invited = createRateLimit({ most: limits.invitedSignInsPerMinute, windowMs: 60_000, now });
  const letters = createRateLimit({ most: limits.lettersPerQuarter, windowMs: 15 * 60_000, now });
  const journeys = createRateLimit({ most: limits.journeysPerMinute, windowMs: 60_000, now });
  const app = express();
  app.set("trust proxy", needs.trustProxy);
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
  const whoAsks = createWhoAsks(accounts);
  const whoAdministers = createWhoAdministers(whoAsks);
  api.use(accountRoutes({ accounts, whoAsks, isInvited: needs.isInvited, newcomers, invited, letters, journeys }));
  api.use("/admin", adminRoutes({ accounts, whoAdministers, publicUrl: needs.publicUrl }));
  for (const [name, routes] of Object.entries(needs.features)) api.use(`/${name}`, routes(whoAsks, whoAdministers));
  api.use(refuseUnknownPath);
  app.use("/api", api);

  app.use(pageRoutes(needs.clientFolder));
  app.use(refuseUnknownPath);
  app.use(errorHandler(needs.logger));
  return app;
}

/** Whatever may change something must come from a page of ours, or from no page at all. */
function checkOrigin(originIsOurs: OriginIsOurs): RequestHandler {
  return (request, _response, next) => {
    const onlyReads = request.method === "GET" || request.method === "HEAD";
    // A browser that leaves the origin out says in this header what kind of page it was.
    const site = request.headers["sec-fetch-site"];
    const isForeign = site !== undefined && site !== "same-origin" && site !== "none";
    if (!onlyReads && (isForeign || !originIsOurs(request))) {
      throw refuse("forbidden", "This page does not belong to this server. Open it at the server's own address.");
    }
    next();
  };
}

/**
 * One line a request, without address, query, body or cookie. The route's pattern stands for its path, because the address of a
 * share link lets people in, and that of a document tells that it exists.
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
