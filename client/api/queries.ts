import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useQuery,
} from "@tanstack/react-query";
import type { Me } from "../../shared/accountsApi.ts";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { Order, View } from "../../shared/library.ts";
import type { DocumentPage, SearchResults } from "../../shared/libraryApi.ts";
import { fetchMe } from "./accounts.ts";
import { listDocuments, searchDocuments } from "./library.ts";

/** What we keep of the server's state, and under which keys. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 });

/** Every list of documents lies under this key, whatever the view; searches lie apart. */
export const listsKey = ["documents", "list"] as const;
export const searchesKey = ["documents", "search"] as const;

/** What came of a list so far, page after page. */
export type KeptList = InfiniteData<DocumentPage>;

/** One view of the library, a page after the other. */
export function listQuery(view: View, order: Order) {
  return infiniteQueryOptions({
    queryKey: [...listsKey, view, order] as const,
    queryFn: ({ pageParam }) => listDocuments({ view, order, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
}

/** What is found for words in a view. */
export function searchQuery(text: string, view: View) {
  return queryOptions({
    queryKey: [...searchesKey, view, text] as const,
    queryFn: () => searchDocuments(text, view),
    // What was found so far stays while the next letters are looked up.
    placeholderData: keepPreviousData<SearchResults>,
  });
}

/** A change of one document in a list; null takes it out. */
export type Change = (document: DocumentSummary) => DocumentSummary | null;

/** A kept list with one of its documents changed. The same list when it does not hold it. */
export function changeList(list: KeptList, id: DocumentId, change: Change): KeptList {
  const old = list.pages.flatMap(({ documents }) => documents).find((document) => document.id === id);
  if (old === undefined) return list;
  const changed = change(old);
  const gone = changed === null ? 1 : 0;
  const pages = list.pages.map((page) => ({
    ...page,
    total: page.total - gone,
    documents: page.documents.flatMap((document) => (document.id === id ? (changed ?? []) : document)),
  }));
  return { ...list, pages };
}

/** Kept search results with one of their documents changed. */
export function changeFound(found: SearchResults, id: DocumentId, change: Change): SearchResults {
  const results = found.results.flatMap((result) => {
    if (result.document.id !== id) return [result];
    const document = change(result.document);
    if (document === null) return [];
    // The marked title is of the old one.
    return [{ ...result, document, title: document.title === result.document.title ? result.title : [document.title] }];
  });
  return { ...found, results };
}

/** A kept list with another title for one of its documents. */
export function withTitle(id: DocumentId, title: string) {
  return (list: KeptList | undefined): KeptList | undefined =>
    list && changeList(list, id, (document) => ({ ...document, title }));
}

/** Who is signed in; null when nobody is, or while that is not known. Behind the sign-in gate it is known. */
export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}
