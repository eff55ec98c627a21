import type { QueryClient } from "@tanstack/react-query";
import type { DocumentId } from "../../shared/ids.ts";
import type { View } from "../../shared/library.ts";
import type { SearchResults } from "../../shared/libraryApi.ts";
import type { Shelf } from "../../shared/member.ts";
import { type Change, changeFound, changeList, type KeptList, listsKey, searchesKey } from "../api/queries.ts";

/** A list that is kept: which view of the library, and whether it was searched. */
export interface Place {
  view: View;
  isSearch: boolean;
}

/** Changes a document in all lists that are kept, so that each shows at once what was just done. */
export function changeEverywhere(client: QueryClient, id: DocumentId, changeAt: (place: Place) => Change): void {
  for (const [key, list] of client.getQueriesData<KeptList>({ queryKey: listsKey })) {
    const change = changeAt({ view: viewIn(key), isSearch: false });
    if (list) client.setQueryData(key, changeList(list, id, change));
  }
  for (const [key, found] of client.getQueriesData<SearchResults>({ queryKey: searchesKey })) {
    const change = changeAt({ view: viewIn(key), isSearch: true });
    if (found) client.setQueryData(key, changeFound(found, id, change));
  }
}

/** Remembers all lists as they are, to be put back when the server says no. */
export function rememberLists(client: QueryClient): () => void {
  const before = [
    ...client.getQueriesData<unknown>({ queryKey: listsKey }),
    ...client.getQueriesData<unknown>({ queryKey: searchesKey }),
  ];
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}

/** Whether a list shows documents of a shelf. A search over everything finds what is archived as well. */
export function showsShelf({ view, isSearch }: Place, shelf: Shelf): boolean {
  if (view === "trash") return shelf === "trash";
  if (view === "archived") return shelf === "archive";
  return shelf === "library" || (shelf === "archive" && isSearch && view === "all");
}

function viewIn(key: readonly unknown[]): View {
  return key[listsKey.length] as View;
}
