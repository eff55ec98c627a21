import type { Request as Asked, RequestHandler } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { refuseUnknownPath } from "./errors.ts";

/** What of the login library's own endpoints is open. Its other ones would make logins that have no member, or tell tokens to scripts. */
const openEndpoints: ReadonlySet<string> = new Set(["POST /api/auth/sign-out"]);

/**
 * Hands a request to the login library, with the body that was parsed under our own limit: the library would read the stream itself,
 * and wait for ever for one that has been read.
 */
export function authLibrary(accounts: Accounts, publicUrl: string | null): RequestHandler {
  return async (asked, response) => {
    if (!openEndpoints.has(`${asked.method} ${asked.baseUrl}${asked.path}`)) refuseUnknownPath();
    const answer = await accounts.handle(requestFor(asked, publicUrl));
    if (!answer.ok) throw new Error(`The login library answered ${answer.status} at ${asked.path}.`);
    for (const cookie of answer.headers.getSetCookie()) response.append("Set-Cookie", cookie);
    response
      .status(answer.status)
      .type("application/json")
      .send(await answer.text());
  };
}

function requestFor(asked: Asked, publicUrl: string | null): Request {
  const host = asked.headers.host ?? "";
  const headers = new Headers({ host, "content-type": "application/json" });
  if (asked.headers.cookie !== undefined) headers.set("cookie", asked.headers.cookie);
  // The library refuses a cookie without an origin; whether that may pass was decided before, by our own rule.
  headers.set("origin", asked.headers.origin ?? publicUrl ?? `http://${host.toLowerCase()}`);
  const url = new URL(`${asked.baseUrl}${asked.path}`, publicUrl ?? "http://localhost");
  return new Request(url, { method: asked.method, headers, body: JSON.stringify(asked.body ?? {}) });
}
