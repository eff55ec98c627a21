/**
 * Browsers that have signed in to an account before. Others who guess at its password, behind the same address, do not keep them out.
 * The cookie proves nothing else and opens nothing.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { RandomBytes } from "../../shared/ids.ts";
import { cookieOf, cookieRules } from "./loginLibrary.ts";

export interface KnownBrowsers {
  /** The name of the browser, when it has signed in to this account; null otherwise. */
  nameFor(headers: IncomingHttpHeaders, userId: string): string | null;
  /** The `Set-Cookie` line by which the browser is known to this account from now on. */
  remember(headers: IncomingHttpHeaders, userId: string): string;
}

export interface KnownBrowserNeeds {
  /** What signs the cookies. */
  secret: string;
  publicUrl: string | null;
  randomBytes: RandomBytes;
}

const keptSeconds = 365 * 24 * 60 * 60;
/** A browser in a library or a classroom is many people's. The one who came last longest ago is forgotten first. */
const mostAccounts = 10;

export function createKnownBrowsers({ secret, publicUrl, randomBytes }: KnownBrowserNeeds): KnownBrowsers {
  const { cookiePrefix, defaultCookieAttributes } = cookieRules(publicUrl);
  const cookieName = `${cookiePrefix}.known`;
  const secure = defaultCookieAttributes.secure ? "; Secure" : "";
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${keptSeconds}${secure}`;

  /** What the cookie holds for an account: nothing in it says which. */
  const markOf = (name: string, userId: string) =>
    createHmac("sha256", secret)
      .update(`known browser ${name} ${userId}`)
      .digest()
      .subarray(0, 16)
      .toString("base64url");

  function read(headers: IncomingHttpHeaders): { name: string; marks: string[] } | null {
    const [name, ...marks] = cookieOf(headers, cookieName)?.split(".") ?? [];
    const isOurs = name !== undefined && [name, ...marks].every((part) => /^[\w-]{22}$/.test(part));
    return isOurs ? { name, marks: marks.slice(0, mostAccounts) } : null;
  }

  return {
    nameFor(headers, userId) {
      const known = read(headers);
      if (known === null) return null;
      const mark = Buffer.from(markOf(known.name, userId));
      return known.marks.some((other) => timingSafeEqual(Buffer.from(other), mark)) ? known.name : null;
    },
    remember(headers, userId) {
      const known = read(headers);
      const name = known?.name ?? Buffer.from(randomBytes(16)).toString("base64url");
      const mark = markOf(name, userId);
      const marks = [mark, ...(known?.marks ?? []).filter((other) => other !== mark)].slice(0, mostAccounts);
      return `${cookieName}=${[name, ...marks].join(".")}; ${attributes}`;
    },
  };
}
