import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Me } from "../../shared/accountsApi.ts";
import { fetchLogins, fetchSignInOptions } from "./accounts.ts";
import { fetchPeople, fetchServerInvitations, fetchSettings } from "./admin.ts";
import { meQuery } from "./queries.ts";

export const signInOptionsQuery = queryOptions({
  queryKey: ["sign-in-options"],
  queryFn: fetchSignInOptions,
  // What is offered may have changed since this browser was last asked to sign in.
  staleTime: 0,
});
export const loginsQuery = queryOptions({ queryKey: ["me", "logins"], queryFn: fetchLogins });
export const peopleQuery = queryOptions({ queryKey: ["admin", "people"], queryFn: fetchPeople });
export const settingsQuery = queryOptions({ queryKey: ["admin", "settings"], queryFn: fetchSettings });
export const serverInvitationsQuery = queryOptions({
  queryKey: ["admin", "invitations"],
  queryFn: fetchServerInvitations,
});

/** Goes on as who just signed in, or as nobody. What somebody else saw at this browser is not for the next one. */
export function becomes(client: QueryClient, me: Me | null): void {
  const before = client.getQueryData(meQuery.queryKey);
  if (before?.member.id !== me?.member.id) {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey.length > 1 || queryKey[0] !== meQuery.queryKey[0] });
  }
  client.setQueryData(meQuery.queryKey, me);
}
