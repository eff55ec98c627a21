/**
 * Changes of who may do what, as data: what an access record holds, and what happens to the catalog by it. Applying one again changes
 * nothing more, so that records may be replayed over a catalog that knows some of them.
 */
import type { DocumentId, InvitationId, LinkId, MemberId } from "../../shared/ids.ts";
import type {
  CatalogData,
  CatalogDocument,
  CatalogInvitation,
  CatalogLink,
  CatalogMember,
  CatalogMembership,
  ShelfEvent,
} from "../storage/catalog.ts";
import { endMembership, setMembership } from "./memberships.ts";

/** Each tells how something stands after it; null means gone. */
export type AccessChange =
  | {
      what: "membership";
      documentId: DocumentId;
      member: MemberId;
      membership: CatalogMembership | null;
      /** When an owner took something away from them: links made until then do not give it back. */
      shutOutAt?: number;
    }
  | { what: "invitation"; documentId: DocumentId; id: InvitationId; invitation: CatalogInvitation | null }
  /** Who came by a link goes with it. */
  | { what: "link"; documentId: DocumentId; id: LinkId; link: CatalogLink | null }
  | { what: "shelf"; documentId: DocumentId; shelf: NonNullable<CatalogDocument["shelf"]> | null; event: ShelfEvent }
  | { what: "purged"; documentId: DocumentId }
  | { what: "suspended"; member: MemberId; suspended: NonNullable<CatalogMember["suspended"]> | null }
  | { what: "admin"; member: MemberId; isAdmin: boolean };

/** Changes the catalog as somebody has just decided. What it concerns and is not there any more is passed over. */
export function applyChange(data: CatalogData, change: AccessChange): void {
  if (change.what === "suspended" || change.what === "admin") {
    changeMember(data.members[change.member], change);
    return;
  }
  if (change.what === "purged") {
    delete data.documents[change.documentId];
    return;
  }
  const document = data.documents[change.documentId];
  if (document === undefined) return;
  switch (change.what) {
    case "membership":
      if (change.membership === null) endMembership(document, change.member, { linkEnded: false });
      else setMembership(document, change.member, change.membership);
      if (change.shutOutAt !== undefined) {
        document.shutOut ??= {};
        document.shutOut[change.member] = change.shutOutAt;
      }
      break;
    case "invitation":
      document.invitations ??= {};
      setOrDelete(document.invitations, change.id, change.invitation);
      break;
    case "link":
      changeLink(document, change.id, change.link);
      break;
    case "shelf":
      changeShelf(document, change.shelf, change.event);
      break;
    default:
      change satisfies never;
  }
}

/**
 * Applies a record to a catalog that does not know it. A document that was recovered without its members gets none by this, and its
 * links and invitations open nothing: it belongs to the admins alone until one of them shares it.
 */
export function replayChange(data: CatalogData, change: AccessChange): void {
  const document = "documentId" in change ? data.documents[change.documentId] : undefined;
  if (document?.recovered === true) {
    if (change.what === "membership" && change.membership !== null && document.members[change.member] === undefined)
      return;
    if (change.what === "link" || change.what === "invitation") document.linksClosed = true;
  }
  applyChange(data, change);
}

function changeMember(
  member: CatalogMember | undefined,
  change: Extract<AccessChange, { what: "suspended" | "admin" }>,
): void {
  if (member === undefined) return;
  if (change.what === "suspended") {
    if (change.suspended === null) delete member.suspended;
    else member.suspended = change.suspended;
  } else if (change.isAdmin) member.isAdmin = true;
  else delete member.isAdmin;
}

function changeLink(document: CatalogDocument, id: LinkId, link: CatalogLink | null): void {
  document.links ??= {};
  setOrDelete(document.links, id, link);
  if (link !== null) return;
  forgetShutOut(document);
  for (const [key, membership] of Object.entries(document.members)) {
    if (membership.via !== id) continue;
    const { named, via: _via, ...rest } = membership;
    if (named === undefined) endMembership(document, key as MemberId, { linkEnded: true });
    else setMembership(document, key as MemberId, { ...rest, role: named });
  }
}

/** Nobody needs to be shut out of links that are gone. */
function forgetShutOut(document: CatalogDocument): void {
  const oldest = Math.min(...Object.values<CatalogLink>(document.links ?? {}).map(({ at }) => at));
  for (const [key, at] of Object.entries(document.shutOut ?? {})) {
    if (at < oldest) delete document.shutOut?.[key as MemberId];
  }
}

const maxShelfEvents = 50;

function changeShelf(
  document: CatalogDocument,
  shelf: NonNullable<CatalogDocument["shelf"]> | null,
  event: ShelfEvent,
): void {
  if (shelf === null) delete document.shelf;
  else document.shelf = shelf;
  const events = document.shelfEvents ?? [];
  if (events.some(({ at, what }) => at === event.at && what === event.what)) return;
  document.shelfEvents = [...events, event].slice(-maxShelfEvents);
}

function setOrDelete<K extends string, V>(record: Record<K, V>, key: K, value: V | null): void {
  if (value === null) delete record[key];
  else record[key] = value;
}
