import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingHttpHeaders } from "node:http";
import { createAuthMiddleware } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { anonymous } from "better-auth/plugins/anonymous";
import { type MemberId, makeId, type RandomBytes } from "../../shared/ids.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { loginAdapter } from "./loginAdapter.ts";
import { catalogRows, type Row, sideRows } from "./loginRows.ts";
import type { OriginIsOurs } from "./origins.ts";

/** Who a request or socket comes from, as its cookie proves. */
export interface Login {
  memberId: MemberId;
  name: string;
  /** One login is one browser; a member may have several. */
  loginId: string;
}

export interface AccountsLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AccountsNeeds {
  catalog: Catalog;
  /** Login sessions, by the hash of their token. */
  logins: SideTable<Row>;
  /** Short-lived tokens of the login library. */
  tokens: SideTable<Row>;
  /** What signs the cookies: made at the first start. */
  secrets: SideTable<string>;
  publicUrl: string | null;
  originIsOurs: OriginIsOurs;
  now: () => number;
  randomBytes: RandomBytes;
  logger: AccountsLogger;
  /** A login has ended for good: its sockets must go. */
  onSignedOut: (memberId: MemberId, loginId: string) => void;
}

export interface Accounts {
  /** Null without a valid login. Cheap: a valid cookie is remembered for some seconds, or until it is signed out. */
  loginOf(headers: IncomingHttpHeaders): Promise<Login | null>;
  /** Like `loginOf`, past the memory, with the cookies that prolong the login. */
  prolongLogin(headers: IncomingHttpHeaders): Promise<{ login: Login | null; cookies: string[] }>;
  /** Makes a guest with a permanent member id. Whoever is signed in already stays who they are. */
  signInGuest(headers: IncomingHttpHeaders, name: string): Promise<{ login: Login; cookies: string[] }>;
  /** Ends the login on disk first. Without a login there is nothing to end, and that is no error. */
  signOut(headers: IncomingHttpHeaders): Promise<{ cookies: string[] }>;
  /** The login library's own endpoints. */
  handle(request: Request): Promise<Response>;
}

const loginDays = 30;
const daySeconds = 24 * 60 * 60;
const rememberMs = 10_000;
const maxRemembered = 20_000;

export async function openAccounts(needs: AccountsNeeds): Promise<Accounts> {
  const { catalog, publicUrl, now } = needs;
  const remembered = new Map<string, { loginId: string; userId: string; until: number }>();
  /** Counts endings, so that an answer which was under way when a login ended is not remembered after it. */
  let endings = 0;

  const logins = sideRows({ table: needs.logins, key: { field: "token", secret: true }, onRemoved: forget });
  const chosenName = new AsyncLocalStorage<string>();
  const secure = publicUrl?.startsWith("https:") === true;

  const auth = betterAuth({
    appName: "Ambo",
    secret: await cookieSecret(needs),
    basePath: "/api/auth",
    ...(publicUrl === null ? {} : { baseURL: publicUrl }),
    database: loginAdapter({
      user: catalogRows({ catalog, model: "user", onInsert: makeMember }),
      account: catalogRows({ catalog, model: "account" }),
      session: logins,
      verification: sideRows({ table: needs.tokens, key: { field: "id", secret: false } }),
    }),
    plugins: [anonymous({ generateName: () => chosenName.getStore() ?? "" })],
    session: { expiresIn: loginDays * daySeconds, updateAge: daySeconds, cookieCache: { enabled: false } },
    trustedOrigins: (request) => {
      const origin = request?.headers.get("origin");
      const host = request?.headers.get("host") ?? undefined;
      return origin != null && needs.originIsOurs({ headers: { origin, host } }) ? [origin] : [];
    },
    advanced: {
      // Cookies must also work on plain HTTP in a local network; `__Host-` needs https.
      cookiePrefix: secure ? "__Host-ambo" : "ambo",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
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
    logger: {
      // At "warn" the library writes refusals to the console a second time.
      level: "info",
      log: (level, message) => {
        // Without a public URL the address of each request is the right one, so there is nothing to warn of.
        if (message.includes("Base URL is not set")) return;
        if (level === "error") needs.logger.error({ from: "login" }, message);
        else if (level === "warn") needs.logger.warn({ from: "login" }, message);
      },
    },
  });
  const cookieName = (await auth.$context).authCookies.sessionToken.name;

  /** In the same write as the account, so that there is never one without a member. */
  function makeMember(data: Parameters<Parameters<Catalog["change"]>[0]>[0], row: Row): void {
    const id = makeId<MemberId>(needs.randomBytes);
    data.members[id] = { name: String(row.name), createdAt: now() };
    data.memberOfAccount[String(row.id)] = id;
  }

  function forget(row: Row): void {
    endings += 1;
    const loginId = String(row.id);
    for (const [cookie, known] of remembered) if (known.loginId === loginId) remembered.delete(cookie);
    const memberId = catalog.data.memberOfAccount[String(row.userId)];
    if (memberId !== undefined) needs.onSignedOut(memberId, loginId);
  }

  function loginFrom(loginId: string, userId: string): Login | null {
    const memberId = catalog.data.memberOfAccount[userId];
    const member = memberId === undefined ? undefined : catalog.data.members[memberId];
    return memberId === undefined || member === undefined ? null : { memberId, name: member.name, loginId };
  }

  function remember(cookie: string, loginId: string, userId: string): void {
    const oldest = remembered.size >= maxRemembered ? remembered.keys().next().value : undefined;
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(cookie, { loginId, userId, until: now() + rememberMs });
  }

  /** Only our own cookie goes on to the library: it has no business with others. */
  const headersFor = (cookie: string | null) =>
    new Headers(cookie === null ? {} : { cookie: `${cookieName}=${cookie}` });

  async function loginOf(headers: IncomingHttpHeaders): Promise<Login | null> {
    const cookie = cookieOf(headers, cookieName);
    if (cookie === null) return null;
    const known = remembered.get(cookie);
    if (known !== undefined && known.until > now()) return loginFrom(known.loginId, known.userId);
    remembered.delete(cookie);
    const before = endings;
    const found = await auth.api.getSession({ headers: headersFor(cookie), query: { disableRefresh: true } });
    if (found === null) return null;
    if (endings === before) remember(cookie, found.session.id, found.session.userId);
    return loginFrom(found.session.id, found.session.userId);
  }

  await dropExpired(needs.logins, now());
  await dropExpired(needs.tokens, now());

  return {
    loginOf,
    async prolongLogin(headers) {
      const cookie = cookieOf(headers, cookieName);
      if (cookie === null) return { login: null, cookies: [] };
      const answer = await auth.api.getSession({ headers: headersFor(cookie), returnHeaders: true });
      const session = answer.response?.session;
      return {
        login: session === undefined ? null : loginFrom(session.id, session.userId),
        cookies: answer.headers?.getSetCookie() ?? [],
      };
    },
    async signInGuest(headers, name) {
      const login = await loginOf(headers);
      if (login !== null) return { login, cookies: [] };
      const answer = await chosenName.run(name, () =>
        auth.api.signInAnonymous({ headers: headersFor(null), returnHeaders: true }),
      );
      const cookies = answer.headers.getSetCookie();
      const made = await loginOf({ cookie: cookies.map((line) => line.split(";")[0]).join("; ") });
      if (made === null) throw new Error("A guest was signed in, but the new login is not valid.");
      return { login: made, cookies };
    },
    async signOut(headers) {
      const cookie = cookieOf(headers, cookieName);
      if (cookie === null) return { cookies: [] };
      const answer = await auth.api.signOut({ headers: headersFor(cookie), returnHeaders: true });
      return { cookies: answer.headers.getSetCookie() };
    },
    handle: (request) => auth.handler(request),
  };
}

async function cookieSecret({ secrets, randomBytes }: AccountsNeeds): Promise<string> {
  const known = await secrets.get("cookies");
  if (known !== null) return known;
  const made = Buffer.from(randomBytes(32)).toString("base64url");
  await secrets.put("cookies", made, { durable: true });
  return made;
}

/** Logins and tokens that ran out while nobody came back with them would otherwise stay for ever. */
async function dropExpired(table: SideTable<Row>, now: number): Promise<void> {
  for (const { key, value } of await table.list("")) {
    if (Date.parse(String(value.expiresAt)) < now) await table.delete(key);
  }
}

function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  for (const pair of headers.cookie?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
  }
  return null;
}
