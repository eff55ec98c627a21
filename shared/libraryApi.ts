/** Question and answer of the library: many documents, where they stand, and finding one again. */
import { z } from "zod";
import type { DocumentSummary } from "./api.ts";
import { maxSearchLength, orders, views } from "./library.ts";

/** GET /api/documents?view=&order=&after= */
export const listDocuments = z.object({
  view: z.enum(views).default("all"),
  order: z.enum(orders).default("changed"),
  /** `next` of the page before. */
  after: z.string().max(400).optional(),
});

export interface DocumentPage {
  documents: DocumentSummary[];
  /** Null on the last page. */
  next: string | null;
  /** How many the view has in all. */
  total: number;
}

/** GET /api/search?q=&view=: over titles and full text of what the asker may read. Archived ones are found too; trash only in its view. */
export const searchDocuments = z.object({ q: z.string().trim().max(maxSearchLength), view: z.enum(views).optional() });

export interface SearchResults {
  results: SearchResult[];
  /** False while the index is still being read after a start: results may be missing. */
  isComplete: boolean;
}

export interface SearchResult {
  document: DocumentSummary;
  /** Parts of the title and the text; every second part, from the second on, is a hit. */
  title: string[];
  snippets: string[][];
}

/*
 * Without a question: PUT and DELETE /api/documents/:id/star; POST /api/documents/:id/archive, /reopen, /trash, /restore (each answers
 * with the DocumentSummary); DELETE /api/documents/:id purges what is in the trash, 204. POST /api/documents/:id/duplicate takes
 * `{ id, title? }` as POST /api/documents does and answers with the new summary. GET /api/documents/:id/export is a zip.
 */
