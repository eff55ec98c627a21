import type { SignUpPolicy } from "../../shared/account.ts";
import { refuse } from "../../shared/refusal.ts";
import type { CatalogData } from "../storage/catalog.ts";
import { isFresh } from "./accountRows.ts";
import { findServerInvitation } from "./serverInvitations.ts";

export function signUpPolicyOf(data: Pick<CatalogData, "signUp">): SignUpPolicy {
  return data.signUp ?? "open";
}

/** What a browser brings along that lets it in where only invited people may come. */
export interface BroughtAlong {
  /** A share link or an invitation to a document that is still good. */
  isInvited: boolean;
  /** What it was given at /s/:token: perhaps an invitation to the server. */
  token: string | null;
}

/** What is known of somebody when they are about to come: whether they make an account, and whether they were a guest here before. */
export interface Newcomer {
  becomes: "guest" | "account";
  isHere: boolean;
}

/**
 * Refuses somebody new where they may not come, and uses up the invitation to the server that lets them in. Part of the change that makes
 * them, so that one invitation lets in one. The first account of a server is always welcome: nobody else could look after it. A guest who
 * makes an account is nobody new.
 * @returns whether they shall look after the server.
 */
export function admitNewcomer(
  data: CatalogData,
  { isInvited, token }: BroughtAlong,
  { becomes, isHere }: Newcomer,
  now: number,
): { isAdmin: boolean } {
  const id = token === null ? null : findServerInvitation(data, token, now);
  const makesAdmin = id !== null && data.serverInvitations?.[id]?.makesAdmin === true;
  if (becomes === "account" && isFresh(data)) return { isAdmin: true };
  // It waits for an account: a guest could not come back to look after anything.
  if (makesAdmin && becomes === "guest") return { isAdmin: false };
  const policy = signUpPolicyOf(data);
  if (!isHere && !makesAdmin) {
    if (policy === "closed") throw refuse("sign-up-closed", "This server takes nobody new. Ask who looks after it.");
    if (policy === "invited" && !isInvited && id === null) {
      throw refuse("sign-up-closed", "This server takes invited people only. Open the link that you were sent.");
    }
  }
  if (id !== null && (!isHere || makesAdmin)) delete data.serverInvitations?.[id];
  return { isAdmin: makesAdmin };
}
