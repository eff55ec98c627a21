import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Me } from "../../shared/api.ts";
import { fetchMe } from "./accounts.ts";
import { listDocuments } from "./documents.ts";

/** What we keep of the server's state, and under which keys. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 });

export const documentsQuery = queryOptions({ queryKey: ["documents"], queryFn: listDocuments });

/** Who is signed in; null when nobody is, or while that is not known. Behind the sign-in gate it is known. */
export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}
