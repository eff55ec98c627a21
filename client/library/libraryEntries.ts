import type { DocumentSummary } from "../../shared/api.ts";
import type { SearchResult } from "../../shared/libraryApi.ts";
import type { SearchNow } from "./useSearchInLibrary.ts";

/** One row of the page: a document, and what was found in it when words are searched for. */
export interface Entry {
  document: DocumentSummary;
  found: Pick<SearchResult, "title" | "snippets"> | null;
}

/** The rows to be shown: what was found, or the whole list while nothing is searched for. */
export function entriesOf(documents: readonly DocumentSummary[] | undefined, search: SearchNow): Entry[] {
  switch (search.is) {
    case "off":
      return (documents ?? []).map((document) => ({ document, found: null }));
    case "found":
      return search.results.map((result) => ({ document: result.document, found: result }));
    case "searching":
    case "failed":
      return [];
    default:
      return search satisfies never;
  }
}
