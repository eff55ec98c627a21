import type { ChangeColour, CreateDocument, DocumentSummary, Reading } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { request } from "./request.ts";

/** Makes a document under an id of our own, so that a try whose answer got lost can be made again. */
export function createDocument(question: CreateDocument): Promise<DocumentSummary> {
  return request<DocumentSummary>("POST", "/documents", question);
}

/** One document as I see it. Refused as `not-found` when it is not there, or not for me. */
export function fetchDocument(id: DocumentId): Promise<DocumentSummary> {
  return request<DocumentSummary>("GET", `/documents/${id}`);
}

/** Where the browser downloads a document with everything that belongs to it, as a zip. */
export function downloadAddress(id: DocumentId): string {
  return `/api/documents/${id}/export`;
}

/** Gives a document another title, of at most `maxTitleLength` characters. */
export function renameDocument(id: DocumentId, title: string): Promise<DocumentSummary> {
  return request<DocumentSummary>("PATCH", `/documents/${id}`, { title });
}

/** Takes another colour in a document. Refused as `taken` when somebody else's is too close to it. */
export function changeColour(id: DocumentId, colour: ChangeColour): Promise<DocumentSummary> {
  return request<DocumentSummary>("PUT", `/documents/${id}/colour`, colour);
}

/** A document as a page that only shows it, for an editor that may not open it. */
export function readDocument(id: DocumentId): Promise<Reading> {
  return request<Reading>("GET", `/documents/${id}/reading`);
}
