/** Question and answer of every HTTP endpoint. The server parses questions by these; the client imports the types alone. */
import { z } from "zod";
import type { MemberColour } from "./colour.ts";
import { parseTitle } from "./document.ts";
import { type DocumentId, type MemberId, parseId } from "./ids.ts";
import { maxNameLength, parseName, type Role } from "./member.ts";
import type { RefusalCode } from "./refusal.ts";

const documentId = z.string().transform((text, context) => {
  const id = parseId<DocumentId>(text);
  if (id === null) context.addIssue({ code: "custom", message: "This is not a document id." });
  return id ?? z.NEVER;
});

const title = z.string().transform((text, context) => {
  const parsed = parseTitle(text);
  if (parsed === null) context.addIssue({ code: "custom", message: "A title has at most 200 characters." });
  return parsed ?? z.NEVER;
});

const name = z.string().transform((text, context) => {
  const parsed = parseName(text);
  if (parsed === null) {
    context.addIssue({ code: "custom", message: `A name has 1 to ${maxNameLength} characters.` });
  }
  return parsed ?? z.NEVER;
});

/** POST /api/guests: signs in under a chosen name; the answer sets the login cookie. */
export const signInAsGuest = z.strictObject({ name });
export type SignInAsGuest = z.input<typeof signInAsGuest>;

/** The answer of POST /api/guests. POST /api/sign-out has neither question nor answer. */
export interface Me {
  member: { id: MemberId; name: string };
}

/** GET /api/me: no member for who is not signed in, which is no failure. */
export type Whoami = Me | { member: null };

/** POST /api/documents: idempotent for the same member, refused as `taken` for another's id. */
export const createDocument = z.strictObject({ id: documentId, title: title.optional() });
export type CreateDocument = z.input<typeof createDocument>;

/** PATCH /api/documents/:id */
export const renameDocument = z.strictObject({ title });
export type RenameDocument = z.input<typeof renameDocument>;

/** One document as its members see it. GET /api/documents/:id makes the asker a member at the first visit. */
export interface DocumentSummary {
  id: DocumentId;
  title: string;
  role: Role;
  color: MemberColour;
  createdAt: number;
  /** The last entry of its log; null while nobody has written in it. */
  lastChange: { at: number; by: { id: MemberId; name: string } | null } | null;
  /** Empty while there are no words; null for the moment after a change in which it is not known yet. */
  firstLine: string | null;
  members: { id: MemberId; name: string; color: MemberColour; role: Role }[];
}

/** GET /api/documents: what one made or visited, last changed first. */
export interface DocumentList {
  documents: DocumentSummary[];
}

/** GET /api/documents/:id/reading: for a page whose editor may not open the document. */
export interface Reading {
  title: string;
  /** Made by the server from its own schema, escaped, without scripts. */
  html: string;
  seq: number;
}

/** The body of every refusal and error. */
export interface Refused {
  code: RefusalCode | "bug";
  sentence: string;
}
