/**
 * The login library keeps logins: it makes their tokens, signs their cookies and prolongs them. Who exists and who may come is decided
 * by our own changes of the catalog (`joining.ts`), so none of its own ways of signing up or in is switched on.
 */
import type { IncomingHttpHeaders } from "node:http";
import { createAuthEndpoint, createAuthMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import { z } from "zod";
import type { Catalog } from "../storage/catalog.ts";
import { loginAdapter } from "./loginAdapter.ts";
import { catalogRows, type LoginRows } from "./loginRows.ts";

export interface LibraryNeeds {
  catalog: Catalog;
  /** Login sessions, by the hash of their token. */
  logins: LoginRows;
  /** Short-lived tokens of the library. */
  tokens: LoginRows;
  /** What signs the cookies. */
  secret: string;
  publicUrl: string | null;
  logger: LibraryLogger;
}

export interface LibraryLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface FoundLogin {
  loginId: string;
  userId: string;
}

export interface LoginLibrary {
  /** The value of our cookie; null without one. */
  cookieIn(headers: IncomingHttpHeaders): string | null;
  find(cookie: string): Promise<FoundLogin | null>;
  /** Like `find`, and prolongs the login when it is time. `cookies` are to be set. */
  prolong(cookie: string): Promise<{ found: FoundLogin | null; cookies: string[] }>;
  /** Makes a login under a new secret. */
  open(userId: string, device: string): Promise<{ found: FoundLogin; cookies: string[] }>;
  /** Ends the login behind a cookie. `cookies` take it away from the browser. */
  end(cookie: string): Promise<{ cookies: string[] }>;
}

const loginDays = 30;
const daySeconds = 24 * 60 * 60;

/** Cookies must also work on plain HTTP in a local network; `__Host-` needs https. */
export function cookieRules(publicUrl: string | null) {
  const secure = publicUrl?.startsWith("https:") === true;
  return {
    cookiePrefix: secure ? "__Host-ambo" : "ambo",
    useSecureCookies: false,
    defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}

/** Passes on what the library has to say, without the warnings that do not apply here. */
export function libraryLogger(logger: LibraryLogger) {
  return {
    // At "warn" the library writes refusals to the console a second time.
    level: "info" as const,
    log: (level: string, message: string, ...details: unknown[]) => {
      // Without a public URL the address of each request is the right one, so there is nothing to warn of.
      if (message.includes("Base URL is not set")) return;
      const err = details.find((detail) => typeof detail === "object" && detail !== null);
      const fields = err === undefined ? { from: "login" } : { from: "login", err };
      if (level === "error") logger.error(fields, message);
      else if (level === "warn") logger.warn(fields, message);
    },
  };
}

export async function openLoginLibrary(needs: LibraryNeeds): Promise<LoginLibrary> {
  const { catalog, publicUrl, logins } = needs;
  const auth = betterAuth({
    appName: "Ambo",
    secret: needs.secret,
    basePath: "/api/auth",
    ...(publicUrl === null ? {} : { baseURL: publicUrl }),
    database: loginAdapter({
      user: catalogRows({ catalog, model: "user" }),
      account: catalogRows({ catalog, model: "account" }),
      session: logins,
      verification: needs.tokens,
    }),
    plugins: [openingLogins],
    session: { expiresIn: loginDays * daySeconds, updateAge: daySeconds, cookieCache: { enabled: false } },
    advanced: {
      ...cookieRules(publicUrl),
      trustedProxyHeaders: false,
      // Stated, because the library skips these checks by itself under a test runner.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { disableIpTracking: true },
    },
    // Ours stands before it and knows the socket's address, which the library cannot see.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    hooks: {
      // The library clears the cookie even when it could not delete the login; ours fails instead, and nothing is said to have ended.
      before: createAuthMiddleware(async (context) => {
        if (context.path !== "/sign-out") return;
        const token = await context.getSignedCookie(
          context.context.authCookies.sessionToken.name,
          context.context.secret,
        );
        if (!token) return;
        await logins.remove([{ field: "token", operator: "eq", value: token, connector: "AND", mode: "sensitive" }], 1);
      }),
    },
    logger: libraryLogger(needs.logger),
  });
  const cookieName = (await auth.$context).authCookies.sessionToken.name;
  /** Only our own cookie goes on to the library: it has no business with others. */
  const headersFor = (cookie: string) => new Headers({ cookie: `${cookieName}=${cookie}` });
  const foundIn = (session: { id: string; userId: string } | undefined): FoundLogin | null =>
    session === undefined ? null : { loginId: session.id, userId: session.userId };

  return {
    cookieIn: (headers) => cookieOf(headers, cookieName),
    async find(cookie) {
      const found = await auth.api.getSession({ headers: headersFor(cookie), query: { disableRefresh: true } });
      return foundIn(found?.session);
    },
    async prolong(cookie) {
      const answer = await auth.api.getSession({ headers: headersFor(cookie), returnHeaders: true });
      return { found: foundIn(answer.response?.session), cookies: answer.headers?.getSetCookie() ?? [] };
    },
    async open(userId, device) {
      const answer = await auth.api.openLogin({
        body: { userId, device },
        headers: new Headers(),
        returnHeaders: true,
      });
      return { found: { loginId: answer.response.loginId, userId }, cookies: answer.headers.getSetCookie() };
    },
    async end(cookie) {
      const answer = await auth.api.signOut({ headers: headersFor(cookie), returnHeaders: true });
      return { cookies: answer.headers.getSetCookie() };
    },
  };
}

/** The one thing that the library does only inside its own ways of signing in. Not reachable by HTTP. */
const openingLogins = {
  id: "opening-logins",
  endpoints: {
    openLogin: createAuthEndpoint.serverOnly(
      { method: "POST", body: z.object({ userId: z.string(), device: z.string() }) },
      async (context) => {
        const { userId, device } = context.body;
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(userId);
        if (user === null) throw new Error("A login was to be opened for a user who is not there.");
        const session = await internalAdapter.createSession(userId, false, { userAgent: device });
        await setSessionCookie(context, { session, user });
        return { loginId: session.id };
      },
    ),
  },
};

export function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const pair of headers.cookie?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
  }
  return null;
}
