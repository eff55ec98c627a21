/**
 * Question and answer of one document. Its neighbours are `libraryApi.ts`, `sharingApi.ts` and `accountsApi.ts`; together they are every
 * HTTP endpoint. The server parses questions by them; the client imports their types alone.
 */
import { z } from "zod";
import type { MemberColour } from "./colour.ts";
import { parseTitle } from "./document.ts";
import { type DocumentId, parseId } from "./ids.ts";
import { type PastMove, templates } from "./library.ts";
import type { Role, Shelf, ShownPerson } from "./member.ts";
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

/** POST /api/documents: idempotent for the same member, refused as `taken` for another's id. */
export const createDocument = z.strictObject({
  id: documentId,
  title: title.optional(),
  template: z.enum(templates).optional(),
});
export type CreateDocument = z.input<typeof createDocument>;

/** POST /api/documents/:id/duplicate: idempotent as making one. The title of the source when none is given. */
export const duplicateDocument = createDocument.omit({ template: true });

/** PATCH /api/documents/:id */
export const renameDocument = z.strictObject({ title });

/** PUT /api/documents/:id/colour: the asker's own. Refused as `taken` when somebody else's is too close to it. */
export const changeColour = z.strictObject({
  hue: z.number().int().min(0).max(359),
  step: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});
export type ChangeColour = z.input<typeof changeColour>;

/** One document as its members see it: the answer of GET /api/documents/:id. */
export interface DocumentSummary {
  id: DocumentId;
  title: string;
  role: Role;
  color: MemberColour;
  /** Epoch milliseconds. */
  createdAt: number;
  createdBy: ShownPerson | null;
  shelf: Shelf;
  /** When it leaves the trash for good, epoch milliseconds. */
  purgeAt: number | null;
  isStarred: boolean;
  /** Reachable by a link: "anyone with the link". Told to those who may share. */
  hasLink: boolean;
  /** Its past on the shelves, oldest first. */
  shelfEvents: {
    what: PastMove;
    by: ShownPerson | null;
    at: number;
  }[];
  /** The last entry of its log; null while nobody has written in it. */
  lastChange: { at: number; by: ShownPerson | null } | null;
  /** Empty while there are no words; null for the moment after a change in which it is not known yet. */
  firstLine: string | null;
  members: (ShownPerson & { color: MemberColour; role: Role })[];
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
