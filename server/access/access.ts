/**
 * What a member may do with a document, as the catalog says at this moment. The one place that knows: routes, sockets, search and
 * export ask here and nowhere else.
 */
import type { MemberColour } from "../../shared/colour.ts";
import { chooseColour } from "../../shared/colourChoice.ts";
import type { DocumentId, LinkId, MemberId } from "../../shared/ids.ts";
import { type Action, can, isMore, type Role, type Shelf } from "../../shared/member.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";
import type { CatalogData, CatalogDocument, CatalogMembership } from "../storage/catalog.ts";

/** The right to read at least, and what comes with it. */
export interface Access {
  role: Role;
  shelf: Shelf;
  /** The member's colour in this document. */
  color: MemberColour;
}

/** Any catalog will do, and what a change of it works on. */
export interface AccessSource {
  readonly data: Readonly<Pick<CatalogData, "members" | "documents">>;
}

/**
 * Null for everybody who may not even read, who then must not learn that the document exists: strangers, the suspended, members whose
 * link has run out or was revoked, and all but owners once it lies in the trash.
 */
export function accessOf(
  catalog: AccessSource,
  memberId: MemberId,
  documentId: DocumentId,
  now: number,
): Access | null {
  const document = documentIn(catalog, documentId);
  const role = document === undefined ? null : roleOn(catalog, document, memberId, now);
  if (document === undefined || role === null) return null;
  const shelf = document.shelf ?? "library";
  if (!can(role, "read", shelf)) return null;
  const color = document.members[memberId]?.color ?? chooseColour(coloursIn(document));
  return { role, shelf, color };
}

/**
 * The access of somebody who has the right to `action`. Refuses as `not-found` who may not read, whether there is a document or not,
 * as `archived` where only the shelf stands in the way, and as `forbidden` otherwise.
 */
export function requireRight(
  needs: { catalog: AccessSource; now: () => number },
  memberId: MemberId,
  documentId: DocumentId,
  action: Action,
): Access {
  const access = accessOf(needs.catalog, memberId, documentId, needs.now());
  if (access === null) throw noSuchDocument();
  const refusal = refusalOf(access, action);
  if (refusal !== null) throw refusal;
  return access;
}

/** The "no" to an action of somebody who may read at least; null when it is allowed. */
export function refusalOf({ role, shelf }: Pick<Access, "role" | "shelf">, action: Action): Refusal | null {
  if (can(role, action, shelf)) return null;
  if (can(role, action)) return refuse("archived", shelf === "trash" ? inTrash : inArchive);
  return refuse("forbidden", sentences[action]);
}

/** Everybody who has a role on the document now, as it is in the library, longest first. */
export function membersOf(
  catalog: AccessSource,
  documentId: DocumentId,
  now: number,
): { id: MemberId; role: Role; color: MemberColour; since: number; via: LinkId | null }[] {
  const document = documentIn(catalog, documentId);
  if (document === undefined) return [];
  const found = [];
  for (const [key, membership] of Object.entries(document.members)) {
    const id = key as MemberId;
    const role = membershipRole(document, membership, now);
    if (role === null || !isActive(catalog, id)) continue;
    const via = membership.via !== undefined && isLinkOpen(document, membership.via, now) ? membership.via : null;
    found.push({ id, role, color: membership.color, since: membership.since, via });
  }
  return found.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
}

/** Whether "anyone with the link" describes the document. */
export function hasOpenLink(document: CatalogDocument, now: number): boolean {
  return Object.keys(document.links ?? {}).some((link) => isLinkOpen(document, link as LinkId, now));
}

/** A link lets people in, and keeps those in who came by it, until it is revoked, runs out, or an older catalog makes it doubtful. */
export function isLinkOpen(document: CatalogDocument, linkId: LinkId, now: number): boolean {
  const link = document.links?.[linkId];
  return link !== undefined && document.linksClosed !== true && (link.expiresAt === null || link.expiresAt > now);
}

/** The role that a membership gives at this moment: when its link goes, the one that was given by name remains. */
export function membershipRole(document: CatalogDocument, membership: CatalogMembership, now: number): Role | null {
  if (membership.via === undefined) return membership.role;
  const named = membership.named ?? null;
  if (!isLinkOpen(document, membership.via, now)) return named;
  return named !== null && isMore(named, membership.role) ? named : membership.role;
}

/** Within a change: refuses who is gone, or became part of an account, since it was found out who asks. */
export function mustStillBe({ members }: Readonly<Pick<CatalogData, "members">>, memberId: MemberId): void {
  const member = Object.hasOwn(members, memberId) ? members[memberId] : undefined;
  if (member !== undefined && member.suspended === undefined && member.aliasOf === undefined) return;
  throw refuse("somebody-else", "You are not signed in here as who you were a moment ago. Load the page again.");
}

export function documentIn(catalog: AccessSource, documentId: DocumentId): CatalogDocument | undefined {
  const { documents } = catalog.data;
  return Object.hasOwn(documents, documentId) ? documents[documentId] : undefined;
}

export function noSuchDocument(): Refusal {
  return refuse("not-found", "There is no document at this address.");
}

/** A document whose catalog entry was lost has no members to be believed: the admins look after it. */
function roleOn(catalog: AccessSource, document: CatalogDocument, memberId: MemberId, now: number): Role | null {
  if (!isActive(catalog, memberId)) return null;
  if (document.recovered === true && catalog.data.members[memberId]?.isAdmin === true) return "owner";
  const membership = Object.hasOwn(document.members, memberId) ? document.members[memberId] : undefined;
  return membership === undefined ? null : membershipRole(document, membership, now);
}

function isActive(catalog: AccessSource, memberId: MemberId): boolean {
  const { members } = catalog.data;
  return Object.hasOwn(members, memberId) && members[memberId]?.suspended === undefined;
}

/** Of all members, also those who are not here or may not come just now. */
export function coloursIn(document: CatalogDocument): MemberColour[] {
  return Object.values(document.members).map((membership) => membership.color);
}

const inArchive = "This document is in the archive and stays as it is. Its owners can reopen it.";
const inTrash = "This document is in the trash. Restore it first.";

const sentences: Record<Action, string> = {
  read: "You cannot read this document.",
  chat: "You cannot talk in this document.",
  comment: "You may read this document, not comment on it.",
  edit: "You may read this document, not change it.",
  rename: "You cannot rename this document. Ask one of its owners.",
  share: "Only an owner of this document can share it.",
  archive: "Only an owner of this document can archive or reopen it.",
  delete: "Only an owner of this document can delete it.",
  export: "Only an owner of this document can download all of it.",
};
