import type { Request } from "express";
import { refuse } from "../../shared/refusal.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { KnownLogin } from "../accounts/logins.ts";
import { networkOf } from "./network.ts";

/** Says who asks, or refuses as `not-logged-in`. */
export type WhoAsks = (request: Request) => Promise<KnownLogin>;

export function createWhoAsks(accounts: Pick<Accounts, "logins">): WhoAsks {
  return async (request) => {
    const login = await accounts.logins.loginOf(request.headers);
    if (login === null) throw refuse("not-logged-in", "Sign in first.");
    return login;
  };
}

/** Says which admin asks, or refuses who is none. */
export function createWhoAdministers(whoAsks: WhoAsks): WhoAsks {
  return async (request) => {
    const login = await whoAsks(request);
    if (!login.isAdmin) throw refuse("forbidden", "Only those who look after this server may do this.");
    return login;
  };
}

/**
 * Where a request comes from, as one household or machine: the other end of the socket, or what the proxies say that the configuration
 * trusts (Express reads their header under "trust proxy"). Headers of others are theirs to write, so they are not read.
 */
export function networkFor(request: Request): string {
  return networkOf(request.ip ?? "");
}

/** Where the asking page was loaded from, for links that are handed over. Whether it is ours was checked before. */
export function originFor(request: Request, publicUrl: string | null): string {
  return publicUrl ?? request.headers.origin ?? `http://${request.headers.host ?? "localhost"}`;
}
