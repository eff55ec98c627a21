/** Logins: who a request comes from, and the browsers in which somebody is signed in. */
import type { IncomingHttpHeaders } from "node:http";
import type { LoginOfMine } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { deviceOf, readDevice } from "./device.ts";
import type { FoundLogin, LoginLibrary } from "./loginLibrary.ts";
import { type LoginRows, type Row, sideRows } from "./loginRows.ts";

/** Who a request or socket comes from, as its cookie proves. */
export interface Login {
  memberId: MemberId;
  name: string;
  /** One login is one browser; a member may have several. */
  loginId: string;
  /** Looks after this server. */
  isAdmin: boolean;
}

/** A login and the row that it signs in as, which is nobody's business outside this folder. */
export interface KnownLogin extends Login {
  userId: string;
}

/**
 * `replaced`: the same member goes on under a new login in the same browser, so its pages only have to connect again. Otherwise whoever
 * was there is signed out.
 */
export interface EndedLogin {
  loginId: string;
  why: "ended" | "replaced";
}

export interface LoginNeeds {
  catalog: Catalog;
  library: LoginLibrary;
  rows: LoginRows;
  /** When each login was last used, within an hour. Of no weight, so a power cut may lose it. */
  uses: SideTable<number>;
  now: () => number;
  watch: LoginWatch;
}

export interface Logins {
  /** Null without a valid login. Cheap: a valid cookie is remembered for some seconds, or until its login ends. */
  loginOf(headers: IncomingHttpHeaders): Promise<KnownLogin | null>;
  /** Like `loginOf`, past the memory, with the cookies that prolong the login. */
  prolong(headers: IncomingHttpHeaders): Promise<{ login: KnownLogin | null; cookies: string[] }>;
  /** Signs in under a new secret, and ends the login that the browser had. */
  open(headers: IncomingHttpHeaders, userId: string): Promise<{ login: KnownLogin; cookies: string[] }>;
  /** Ends the login on disk first. Without a login there is nothing to end, and that is no error. */
  signOut(headers: IncomingHttpHeaders): Promise<{ cookies: string[] }>;
  listOf(login: KnownLogin): Promise<LoginOfMine[]>;
  /** Ends one login of a user; nothing when it is not theirs or is over already. */
  end(userId: string, loginId: string): Promise<void>;
  /** Ends all logins of a user but one. */
  endOthers(userId: string, keptLoginId: string | null): Promise<void>;
}

const rememberMs = 10_000;
const maxRemembered = 20_000;
const usesEveryMs = 60 * 60 * 1000;

interface Remembered extends FoundLogin {
  until: number;
}

/** What has to know of a login's end, whoever ended it: the memory of valid cookies, and those who hold sockets. */
export class LoginWatch {
  readonly remembered = new Map<string, Remembered>();
  /** Logins that make way for a new one of the same member in the same browser. */
  readonly replaced = new Set<string>();
  /** Counts endings, so that an answer which was under way when a login ended is not remembered after it. */
  endings = 0;
  readonly #onEnded: (ended: EndedLogin) => void;

  constructor(onEnded: (ended: EndedLogin) => void) {
    this.#onEnded = onEnded;
  }

  /** The row of a login is gone from the disk. */
  ended(row: Row): void {
    this.endings += 1;
    const loginId = String(row.id);
    for (const [cookie, known] of this.remembered) if (known.loginId === loginId) this.remembered.delete(cookie);
    this.#onEnded({ loginId, why: this.replaced.delete(loginId) ? "replaced" : "ended" });
  }
}

/** The rows of logins, which tell `watch` when one has gone. */
export function loginRowsOf(table: SideTable<Row>, watch: LoginWatch): LoginRows {
  return sideRows({ table, key: { field: "token", secret: true }, onRemoved: (row) => watch.ended(row) });
}

export function openLogins({ catalog, library, rows, uses, now, watch }: LoginNeeds): Logins {
  const { remembered } = watch;
  /** When the use of each login was last written, so that hardly any request writes. */
  const notedUses = new Map<string, number>();

  function loginFrom({ loginId, userId }: FoundLogin): KnownLogin | null {
    const memberId = catalog.data.memberOfAccount[userId];
    const member = memberId === undefined ? undefined : catalog.data.members[memberId];
    // A login that outlived a crash between its member's end and its own proves nothing.
    if (memberId === undefined || member === undefined || member.suspended !== undefined) return null;
    return { memberId, name: member.name, loginId, isAdmin: member.isAdmin === true, userId };
  }

  function remember(cookie: string, found: FoundLogin): void {
    const oldest = remembered.size >= maxRemembered ? remembered.keys().next().value : undefined;
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(cookie, { ...found, until: now() + rememberMs });
  }

  /** Does not hold up whoever asks, and may fail: a full disk must not keep people from reading. */
  function noteUse(loginId: string): void {
    const noted = notedUses.get(loginId);
    if (noted !== undefined && Math.abs(now() - noted) < usesEveryMs) return;
    if (notedUses.size >= maxRemembered) notedUses.clear();
    notedUses.set(loginId, now());
    uses.put(loginId, now()).catch(() => notedUses.delete(loginId));
  }

  async function loginOf(headers: IncomingHttpHeaders): Promise<KnownLogin | null> {
    const cookie = library.cookieIn(headers);
    if (cookie === null) return null;
    const known = remembered.get(cookie);
    if (known !== undefined && known.until > now() && known.until <= now() + rememberMs) return loginFrom(known);
    remembered.delete(cookie);
    const before = watch.endings;
    const found = await library.find(cookie);
    if (found === null) return null;
    if (watch.endings === before) remember(cookie, found);
    const login = loginFrom(found);
    if (login !== null) noteUse(login.loginId);
    return login;
  }

  return {
    loginOf,
    async prolong(headers) {
      const cookie = library.cookieIn(headers);
      if (cookie === null) return { login: null, cookies: [] };
      const { found, cookies } = await library.prolong(cookie);
      const login = found === null ? null : loginFrom(found);
      if (login !== null) noteUse(login.loginId);
      return { login, cookies };
    },
    async open(headers, userId) {
      const old = library.cookieIn(headers);
      const { found, cookies } = await library.open(userId, deviceOf(headers["user-agent"]));
      const login = loginFrom(found);
      if (login === null) throw new Error("A login was opened, but it is not valid.");
      if (old !== null) {
        const before = await library.find(old);
        if (before?.userId === userId) watch.replaced.add(before.loginId);
        // Its cookies would take the new one away again.
        await library.end(old);
      }
      return { login, cookies };
    },
    async signOut(headers) {
      const cookie = library.cookieIn(headers);
      return cookie === null ? { cookies: [] } : library.end(cookie);
    },
    async listOf({ userId, loginId }) {
      const found = await rows.find([isField("userId", userId)]);
      const logins = await Promise.all(
        found
          .filter((row) => momentOf(row.expiresAt) > now())
          .map(async (row) => {
            const id = String(row.id);
            const createdAt = momentOf(row.createdAt);
            const usedAt = (await uses.get(id)) ?? createdAt;
            return { id, device: readDevice(row.userAgent), createdAt, usedAt, isCurrent: id === loginId };
          }),
      );
      return logins.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.usedAt - a.usedAt);
    },
    async end(userId, loginId) {
      await rows.remove([isField("userId", userId), isField("id", loginId)], 1);
      await uses.delete(loginId);
    },
    async endOthers(userId, keptLoginId) {
      const others = [isField("userId", userId)];
      const which =
        keptLoginId === null ? others : [...others, { ...isField("id", keptLoginId), operator: "ne" as const }];
      for (const row of await rows.remove(which, Number.POSITIVE_INFINITY)) await uses.delete(String(row.id));
    },
  };
}

/** Logins and tokens that ran out while nobody came back with them would otherwise stay for ever, and those of people who are gone too. */
export async function dropDeadLogins(
  { table, uses, catalog }: { table: SideTable<Row>; uses: SideTable<number>; catalog: Catalog },
  now: number,
): Promise<void> {
  const alive = new Set<string>();
  for (const { key, value } of await table.list("")) {
    const memberId = catalog.data.memberOfAccount[String(value.userId)];
    const member = memberId === undefined ? undefined : catalog.data.members[memberId];
    const isOver = momentOf(value.expiresAt) < now || member === undefined || member.suspended !== undefined;
    if (isOver) await table.delete(key, { durable: true });
    else alive.add(String(value.id));
  }
  for (const { key } of await uses.list("")) if (!alive.has(key)) await uses.delete(key);
}

/** Short-lived tokens that nobody came back with. */
export async function dropExpired(table: SideTable<Row>, now: number): Promise<void> {
  for (const { key, value } of await table.list("")) if (momentOf(value.expiresAt) < now) await table.delete(key);
}

function isField(field: string, value: string) {
  return { field, operator: "eq", value, connector: "AND", mode: "sensitive" } as const;
}

function momentOf(value: unknown): number {
  const moment = Date.parse(String(value));
  return Number.isNaN(moment) ? 0 : moment;
}
