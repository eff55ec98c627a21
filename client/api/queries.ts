import { queryOptions, useQuery } from "@tanstack/react-query";
import type { DocumentList, Me } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { fetchMe } from "./accounts.ts";
import { listDocuments } from "./documents.ts";

/** What we keep of the server's state, and under which keys. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 });

export const documentsQuery = queryOptions({ queryKey: ["documents"], queryFn: listDocuments });

/** The kept shelf with another title for one of its documents. */
export function withTitle(id: DocumentId, title: string) {
  return (shelf: DocumentList | undefined): DocumentList | undefined =>
    shelf && {
      documents: shelf.documents.map((document) => (document.id === id ? { ...document, title } : document)),
    };
}

/** Who is signed in; null when nobody is, or while that is not known. Behind the sign-in gate it is known. */
export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}
