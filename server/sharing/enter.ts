/** The way in by an address that somebody was given: a share link, an invitation to a document, or one to the server alone. */
import type { DocumentId, InvitationId, LinkId, MemberId } from "../../shared/ids.ts";
import { isMore } from "../../shared/member.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";
import { accessOf, isLinkOpen, membershipRole, mustStillBe } from "../access/access.ts";
import { colourFor, setMembership } from "../access/memberships.ts";
import { hashOfToken } from "../accounts/linkTokens.ts";
import { findServerInvitation } from "../accounts/serverInvitations.ts";
import type { CatalogData, CatalogDocument, CatalogMembership } from "../storage/catalog.ts";
import { mustHaveRoom, type SharingNeeds } from "./sharing.ts";

export type Way =
  | { by: "link"; documentId: DocumentId; id: LinkId }
  | { by: "invitation"; documentId: DocumentId; id: InvitationId }
  | { by: "server-invitation" };

/** Where a token leads at this moment; null when it opens nothing (any more). What lies in the trash is not to be found by it. */
export function findWay(data: Readonly<CatalogData>, token: string, now: number): Way | null {
  const hash = hashOfToken(token);
  for (const documentId of Object.keys(data.documents) as DocumentId[]) {
    const document = data.documents[documentId] as CatalogDocument;
    if (document.shelf === "trash" || (document.links === undefined && document.invitations === undefined)) continue;
    for (const [id, link] of Object.entries(document.links ?? {})) {
      if (link.tokenHash !== hash) continue;
      return isLinkOpen(document, id as LinkId, now) ? { by: "link", documentId, id: id as LinkId } : null;
    }
    for (const [id, invitation] of Object.entries(document.invitations ?? {})) {
      if (invitation.tokenHash !== hash) continue;
      return document.linksClosed === true ? null : { by: "invitation", documentId, id: id as InvitationId };
    }
  }
  return findServerInvitation(data, token, now) === null ? null : { by: "server-invitation" };
}

/** Makes the visitor a member, or leaves them what they have. Refuses when the way was closed in the meantime. */
export async function enter(needs: SharingNeeds, visitor: MemberId, way: Way): Promise<DocumentId | null> {
  switch (way.by) {
    case "link":
      await enterByLink(needs, visitor, way);
      return way.documentId;
    case "invitation":
      await enterByInvitation(needs, visitor, way);
      return way.documentId;
    case "server-invitation":
      return null;
    default:
      return way satisfies never;
  }
}

export function closedWay(): Refusal {
  return refuse(
    "wrong-credentials",
    "This link does not open anything any more. Ask whoever gave it to you for another.",
  );
}

function sentAway(): Refusal {
  return refuse("access-removed", "An owner of this document took your access to it away. Ask them to add you again.");
}

/** Without a record: what it gives, the link gives again. It never lowers a role; a link that gives more, or for longer, counts. */
async function enterByLink(
  needs: SharingNeeds,
  visitor: MemberId,
  { documentId, id }: { documentId: DocumentId; id: LinkId },
): Promise<void> {
  const at = needs.now();
  const next = (data: Readonly<CatalogData>) => {
    const document = data.documents[documentId];
    if (document === undefined || document.shelf === "trash" || !isLinkOpen(document, id, at)) throw closedWay();
    return { document, membership: byLink(document, visitor, id, at) };
  };
  // Most visits find nothing to change, and the catalog is not rewritten for them.
  if (next(needs.catalog.data).membership === null) return;
  await needs.catalog.change((data) => {
    const { document, membership } = next(data);
    mustStillBe(data, visitor);
    if (membership === null) return;
    if (document.members[visitor] === undefined) mustHaveRoom(document);
    setMembership(document, visitor, membership);
  });
  needs.accessChanged(documentId, visitor);
}

/** The membership of who enters by a link; null when theirs is at least as good. */
function byLink(document: CatalogDocument, visitor: MemberId, id: LinkId, at: number): CatalogMembership | null {
  const link = document.links?.[id];
  if (link === undefined) throw closedWay();
  const known = document.members[visitor];
  // What an owner has decided of somebody by name counts more than a link that was there already.
  const isShutOut = link.at <= (document.shutOut?.[visitor] ?? Number.NEGATIVE_INFINITY);
  if (isShutOut && (known === undefined || membershipRole(document, known, at) === null)) throw sentAway();
  if (isShutOut) return null;
  if (known === undefined) return { role: link.role, color: colourFor(document, visitor), since: at, via: id };
  const { color, since, typed } = known;
  const role = membershipRole(document, known, at);
  const named = known.via === undefined ? known.role : known.named;
  const isBetter = role === null || isMore(link.role, role) || (role === link.role && outlasts(document, id, known));
  if (!isBetter) return null;
  return {
    role: link.role,
    color,
    since,
    via: id,
    ...(role === null || named === undefined ? {} : { named }),
    ...(typed === undefined ? {} : { typed }),
  };
}

function outlasts(document: CatalogDocument, id: LinkId, { via }: CatalogMembership): boolean {
  if (via === undefined || via === id) return false;
  const endOf = (link: LinkId) => document.links?.[link]?.expiresAt ?? Number.POSITIVE_INFINITY;
  return endOf(id) > endOf(via);
}

/** With a record: an invitation that was used up must not let a second person in. */
async function enterByInvitation(
  needs: SharingNeeds,
  visitor: MemberId,
  { documentId, id }: { documentId: DocumentId; id: InvitationId },
): Promise<void> {
  const at = needs.now();
  await needs.records.change(visitor, (data) => {
    const document = data.documents[documentId];
    const invitation = document?.invitations?.[id];
    const isOpen = document?.shelf !== "trash" && document?.linksClosed !== true;
    if (document === undefined || invitation === undefined || !isOpen) throw closedWay();
    mustStillBe(data, visitor);
    const known = document.members[visitor];
    if (known === undefined) mustHaveRoom(document);
    const usedUp = { what: "invitation", documentId, id, invitation: null } as const;
    const membership = {
      ...(byName(known, invitation.role) ?? {
        role: invitation.role,
        color: known?.color ?? colourFor(document, visitor),
        since: known?.since ?? at,
      }),
      typed: known?.typed ?? { email: invitation.email, by: invitation.by, invited: true as const },
    };
    return [usedUp, { what: "membership", documentId, member: visitor, membership }];
  });
  if (accessOf(needs.catalog, visitor, documentId, at) === null) throw closedWay();
}

/** What somebody keeps who has as much already, by name or by a link; null when the invitation alone says what they may do. */
function byName(known: CatalogMembership | undefined, role: CatalogMembership["role"]): CatalogMembership | null {
  if (known === undefined) return null;
  if (known.via === undefined) return isMore(role, known.role) ? null : known;
  if (!isMore(known.role, role)) return null;
  const named = known.named !== undefined && isMore(known.named, role) ? known.named : role;
  return { ...known, named };
}
