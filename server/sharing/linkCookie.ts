import type { IncomingHttpHeaders } from "node:http";

/** Carries a token from the address bar through the sign-in, out of reach of scripts. One at a time: the last address opened counts. */
export interface LinkCookie {
  /** Null without one. */
  read(headers: Pick<IncomingHttpHeaders, "cookie">): string | null;
  /** The `Set-Cookie` line that keeps `value`, which is safe in a cookie as it is. */
  keep(value: string): string;
}

/** Long enough to make an account, mail and all. */
const keptSeconds = 24 * 60 * 60;

/** `__Host-` binds a cookie to this server alone, and exists under https only. */
export function createLinkCookie(publicUrl: string | null): LinkCookie {
  const isSecure = publicUrl?.startsWith("https:") === true;
  const name = isSecure ? "__Host-ambo.link" : "ambo.link";
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${keptSeconds}${isSecure ? "; Secure" : ""}`;
  return {
    read({ cookie }) {
      for (const pair of cookie?.split(";") ?? []) {
        const equals = pair.indexOf("=");
        if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || null;
      }
      return null;
    },
    keep: (value) => `${name}=${value}; ${attributes}`,
  };
}
