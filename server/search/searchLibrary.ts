import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { View } from "../../shared/library.ts";
import type { SearchResult, SearchResults } from "../../shared/libraryApi.ts";
import { Refusal } from "../../shared/refusal.ts";
import type { Asker } from "../documents/documentSummary.ts";
import { createFinder, readQuestion } from "./question.ts";
import type { SearchIndex } from "./searchIndex.ts";
import { markHits, snippetsOf } from "./snippets.ts";

export interface SearchNeeds {
  index: SearchIndex;
  keeper: { readonly isComplete: boolean; textOf(documentId: DocumentId): Promise<string> };
  /**
   * Whether the asker may find a document in this view, at this moment. Without a view: wherever it stands, but for the trash. Made once
   * for each search, so that what concerns the asker alone is looked up once.
   */
  findable: (asker: Asker, view: View | undefined) => Promise<(documentId: DocumentId) => boolean>;
  /** Refuses who may not read it. */
  describe: (asker: Asker, documentId: DocumentId) => Promise<DocumentSummary>;
  /** Lets everything else have its turn. */
  pause: () => Promise<void>;
}

const maxResults = 30;

/**
 * Documents that fit some words, best first, with the passages where they stand. Nothing in the answer, not even how many there are,
 * depends on documents that the asker may not read.
 */
export async function searchLibrary(
  needs: SearchNeeds,
  asker: Asker,
  ask: { q: string; view?: View | undefined },
): Promise<SearchResults> {
  const question = readQuestion(ask.q);
  const mayFind = await needs.findable(asker, ask.view);
  const found = await needs.index.search({ question, mayFind, limit: maxResults });
  const finder = createFinder(found.question);
  const results: SearchResult[] = [];
  for (const documentId of found.ids) {
    const text = await needs.keeper.textOf(documentId);
    const document = await described(needs, asker, documentId);
    // Looked at again after all that takes time: what was taken away meanwhile is not shown.
    if (document === null || !mayFind(documentId)) continue;
    results.push({ document, title: markHits(document.title, finder), snippets: snippetsOf(text, finder) });
    await needs.pause();
  }
  return { results, isComplete: needs.keeper.isComplete };
}

/** Null for what the asker may not read any more. */
async function described(needs: SearchNeeds, asker: Asker, documentId: DocumentId): Promise<DocumentSummary | null> {
  try {
    return await needs.describe(asker, documentId);
  } catch (error) {
    if (error instanceof Refusal && error.code === "not-found") return null;
    throw error;
  }
}
