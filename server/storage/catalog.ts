/**
 * What a person decides, and nothing that changes with use: accounts, titles, members, roles. Small, held in memory, rewritten
 * whole and durably at each change.
 */

import type { SignUpPolicy, Theme } from "../../shared/account.ts";
import type { MemberColour } from "../../shared/colour.ts";
import type { DocumentId, InvitationId, LinkId, MemberId } from "../../shared/ids.ts";
import type { PastMove } from "../../shared/library.ts";
import type { Role } from "../../shared/member.ts";

export interface CatalogMember {
  name: string;
  createdAt: number;
  /** What an avatar shows; made from the name when absent. */
  initials?: string;
  /** A language of the page, such as "de"; the browser's when absent. */
  language?: string;
  theme?: Theme;
  isAdmin?: true;
  suspended?: { by: MemberId | null; at: number };
  /** A guest who signed in to an account that was there already. What they wrote stays theirs under this id. */
  aliasOf?: MemberId;
}

export interface CatalogMembership {
  role: Role;
  color: MemberColour;
  since: number;
  /** The link that they came by: they go with it. Absent for who was invited by name, or made the document. */
  via?: LinkId;
  /** What they were given by name before that link gave them more: it remains when the link goes. */
  named?: Role;
  /** The e-mail address by which somebody made them a member: who may be told of it, memberEmails.ts says. */
  typed?: TypedAddress;
}

/** Who was a member of a document and is none any more. */
export interface FormerMember {
  /** It waits for them: what they wrote is theirs still, and they may come back. */
  color: MemberColour;
  /** They came by a link and went with it. */
  linkEnded?: true;
}

export interface TypedAddress {
  email: string;
  by: MemberId;
  /** They came with an invitation to it, which anybody may have passed on: it need not be theirs. */
  invited?: true;
}

/** An e-mail address that was invited and has not come yet. */
export interface CatalogInvitation {
  email: string;
  role: Role;
  by: MemberId;
  at: number;
  /** SHA-256 of the token in its address, base64url. */
  tokenHash: string;
  /** Mail with the address has gone out. */
  isSent?: true;
  /** When it last did, epoch milliseconds. */
  mailedAt?: number;
}

export interface CatalogLink {
  role: Exclude<Role, "owner">;
  tokenHash: string;
  by: MemberId;
  at: number;
  expiresAt: number | null;
}

/** What the document's menu tells of its past on the shelves. */
export interface ShelfEvent {
  what: PastMove;
  by: MemberId | null;
  at: number;
}

export interface CatalogDocument {
  title: string;
  createdAt: number;
  /** Null for a recovered document, whose catalog entry was lost. */
  createdBy: MemberId | null;
  /** True when reconciliation made this entry for a log that had none. */
  recovered?: true;
  members: Record<MemberId, CatalogMembership>;
  /** Those who went last are last. The first are dropped beyond 200. */
  former?: Record<MemberId, FormerMember>;
  invitations?: Record<InvitationId, CatalogInvitation>;
  links?: Record<LinkId, CatalogLink>;
  /** From whom an owner took something away by name, and when: links made until then give them nothing. */
  shutOut?: Record<MemberId, number>;
  /** An older catalog was read: links that were revoked may stand in it, so none opens before an owner or admin has looked. */
  linksClosed?: true;
  /** Absent means the library. */
  shelf?: "archive" | "trash";
  /** Newest last; the oldest are dropped beyond 50. */
  shelfEvents?: ShelfEvent[];
}

/** An invitation to the server itself, made by an admin. */
export interface CatalogServerInvitation {
  /** Null when whoever has the address may come, once. */
  email: string | null;
  tokenHash: string;
  /** Null for the server itself. */
  by: MemberId | null;
  at: number;
  expiresAt: number;
  /** For whoever runs the server and reads its log, when nobody looks after it and it must not be whoever comes first. */
  makesAdmin?: true;
}

export interface CatalogData {
  version: 1;
  members: Record<MemberId, CatalogMember>;
  /** The login library's user id to our permanent member id. */
  memberOfAccount: Record<string, MemberId>;
  /** Rows of the login library by model (user, account). Login sessions are not here: they change with use. */
  accounts: Record<string, Record<string, unknown>[]>;
  documents: Record<DocumentId, CatalogDocument>;
  /** Open when absent. */
  signUp?: SignUpPolicy;
  serverInvitations?: Record<InvitationId, CatalogServerInvitation>;
  /** Somebody looked after this server once, so that whoever comes first to an emptied catalog does not. Absent while it shows by itself. */
  hadAdmin?: true;
  /** Up to which decision about accounts (see server/accounts/laterDecisions.ts) this catalog is current. 0 when absent. */
  decisionsUpTo?: number;
  /** Up to which access record (see server/access/accessRecords.ts) this catalog is current. 0 when absent. */
  accessUpTo?: number;
}

export interface Catalog {
  /** The current data, to read. Never change it outside `change`. */
  readonly data: Readonly<CatalogData>;
  /**
   * Changes the data and makes it durable. `change` works on a copy, synchronously; when it throws or the write fails, nothing
   * has changed, for this process and the next, and the promise rejects. Only where the disk refuses to undo a failed write as well
   * may the next process find what was refused, unless another change or `close` could be written meanwhile. What was promised is there
   * in any case. Calls are written in order, those that wait together in one write.
   */
  change<T>(change: (data: CatalogData) => T): Promise<T>;
  /** Which generation was read at the start, and why when it was not the newest. */
  readonly openedFrom: { generation: 0 | 1 | 2 | "new"; problem: string | null };
  close(): Promise<void>;
}
