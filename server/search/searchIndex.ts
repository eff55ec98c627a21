import type { DocumentId } from "../../shared/ids.ts";
import type { Question } from "./question.ts";

/** What an index knows of a document. */
export interface IndexedDocument {
  id: DocumentId;
  title: string;
  /** Its words, blocks set apart by line breaks; see `documentText.ts` for how much of it. */
  text: string;
}

export interface Asked {
  question: Question;
  /** Whether the asker may find this document. Called during the search only. */
  mayFind: (id: DocumentId) => boolean;
  limit: number;
}

export interface Found {
  /** At most `limit` documents, best first. */
  ids: DocumentId[];
  /** The question as it was answered: it says which words may slip, so that what was found by a slip is marked and nothing else. */
  question: Question;
}

/**
 * Finds documents by words of their titles and texts. The embedded index (`embeddedIndex.ts`) implements it in memory; a database's
 * search can stand behind the same contract suite (`testing/searchIndex.contract.ts`).
 *
 * - A document fits when all words of the question fit it, each in its title or its text. When there is no such document, those fit
 *   that any word fits. Whether there is one is asked of the documents alone that the asker may find: what others hold changes no answer.
 * - A word fits another that has the same form or begins with it (if `mayGoOn`). Only where no document that the asker may find has such
 *   a word, one fits that differs by as many slips as `slackOf` allows (`question.ts`): nobody who is understood is corrected.
 * - The best come first: more words, titles before texts, rare words before common ones, the word itself before the likes of it.
 *   Documents that fit equally well come in the order of their ids.
 *
 * It holds what can be made again from the log, so nothing of it need be durable.
 */
export interface SearchIndex {
  /** Adds a document, or replaces what is known of it. A search that begins later finds it so; calls may overlap and count in their order. */
  put(document: IndexedDocument): Promise<void>;
  /** Takes a document out. One that is not there is no error. */
  remove(id: DocumentId): Promise<void>;
  /** The documents that fit and that the asker may find. None for a question without words. */
  search(asked: Asked): Promise<Found>;
}
