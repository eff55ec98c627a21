/** Question and answer of sharing: who may do what with a document. All but `openLink` need the right to "share". */
import { z } from "zod";
import { emailAddress, memberParam } from "./accountsApi.ts";
import type { MemberColour } from "./colour.ts";
import type { DocumentId, InvitationId, LinkId } from "./ids.ts";
import { type Role, roles, type ShownPerson } from "./member.ts";

/** GET /api/documents/:id/sharing, and the answer of everything below that changes it. */
export interface Sharing {
  members: SharedWith[];
  invitations: PendingInvitation[];
  links: ShareLink[];
  /** After a loss of the newest catalog no link opens until somebody who may has looked: POST .../sharing/links/reopen. */
  linksClosed: boolean;
}

export interface SharedWith extends ShownPerson {
  /** Told to who typed it to share the document with them, and to admins. */
  email: string | null;
  /** The address that was invited, if they came with an invitation. It may have been passed on, so it need not be theirs. */
  invitedAs: string | null;
  role: Role;
  color: MemberColour;
  /** Epoch milliseconds. */
  since: number;
  /** The link that they came by, and go with. */
  via: LinkId | null;
}

export interface PendingInvitation {
  id: InvitationId;
  email: string;
  role: Role;
  by: ShownPerson;
  /** Epoch milliseconds. */
  at: number;
  /** To copy and hand over. */
  url: string;
  isSent: boolean;
}

export interface ShareLink {
  id: LinkId;
  role: Exclude<Role, "owner">;
  /** To copy. The server keeps only a hash of the token in it and makes it anew from a secret of its own. */
  url: string;
  by: ShownPerson;
  /** Epoch milliseconds, as `expiresAt`. */
  at: number;
  expiresAt: number | null;
}

/**
 * POST /api/documents/:id/sharing/people: a member by exact e-mail address, or by id from /api/people; otherwise an address is invited.
 * Refused as `not-found` when it is neither.
 */
export const shareWith = z.strictObject({
  who: z.union([z.strictObject({ email: emailAddress }), z.strictObject({ member: memberParam })]),
  role: z.enum(roles),
});
export type ShareWith = z.input<typeof shareWith>;

/** PATCH /api/documents/:id/sharing/people/:member. DELETE takes all rights. One owner always stays. */
export const changeRole = z.strictObject({ role: z.enum(roles) });

/** POST /api/documents/:id/sharing/links; DELETE .../links/:link and .../invitations/:invitation revoke. */
export const makeLink = z.strictObject({
  role: z.enum(roles).exclude(["owner"]),
  /** Epoch milliseconds in the future. */
  expiresAt: z.number().int().positive().nullable(),
});
export type MakeLink = z.input<typeof makeLink>;

/**
 * POST /api/links/open: the page at /s/:token asks it, with or without a login. The token becomes a cookie of this browser, so that it
 * leaves the address bar at once, also while the visitor still has to say their name. `needsLogin`: ask POST /api/links/enter once signed in.
 */
export const openLink = z.strictObject({ token: z.string().min(20).max(200) });

export interface LinkOpened {
  needsLogin: boolean;
  /** Null while a login is needed, and for an invitation to the server alone. */
  documentId: DocumentId | null;
}

/** GET /api/people?q=: members whom the asker shares a document with (or, for an admin, everybody) whose name contains `q`. At most 8. */
export interface PeopleFound {
  people: (ShownPerson & { email: string | null })[];
}
