import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { Order, ShelfMove, View } from "../../shared/library.ts";
import type { DocumentPage, SearchResults } from "../../shared/libraryApi.ts";
import { request } from "./request.ts";

export interface ListQuestion {
  view: View;
  order: Order;
  /** `next` of the page before; null for the first. */
  after: string | null;
}

/** One page of a view. What is the server's default is left out of the address. */
export function listDocuments({ view, order, after }: ListQuestion): Promise<DocumentPage> {
  const asked = new URLSearchParams();
  if (view !== "all") asked.set("view", view);
  if (order !== "changed") asked.set("order", order);
  if (after !== null) asked.set("after", after);
  return request<DocumentPage>("GET", asked.size === 0 ? "/documents" : `/documents?${asked}`);
}

/** Looks for words in titles and texts. Among "all", archived documents count as well. */
export function searchDocuments(text: string, view: View): Promise<SearchResults> {
  const asked = new URLSearchParams({ q: text });
  if (view !== "all") asked.set("view", view);
  return request<SearchResults>("GET", `/search?${asked}`);
}

/** Gives a document a star of mine, or takes it away. */
export async function setStar(id: DocumentId, isStarred: boolean): Promise<void> {
  await request<unknown>(isStarred ? "PUT" : "DELETE", `/documents/${id}/star`);
}

/** Moves a document to another shelf. Asking again for what has happened changes nothing. */
export function moveDocument(id: DocumentId, move: ShelfMove): Promise<DocumentSummary> {
  return request<DocumentSummary>("POST", `/documents/${id}/${move}`);
}

/** Deletes for good what is in the trash. */
export async function purgeDocument(id: DocumentId): Promise<void> {
  await request<unknown>("DELETE", `/documents/${id}`);
}

/** Copies a document under an id of our own, so that a try whose answer got lost can be made again. */
export function duplicateDocument(id: DocumentId, copy: { id: DocumentId; title: string }): Promise<DocumentSummary> {
  return request<DocumentSummary>("POST", `/documents/${id}/duplicate`, copy);
}
