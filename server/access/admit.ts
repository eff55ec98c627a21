import type { IncomingHttpHeaders } from "node:http";
import { hexOf } from "../../shared/colour.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { type Refusal, refuse } from "../../shared/refusal.ts";
import type { Visitor } from "../rooms/roomNeeds.ts";
import { type AccessSource, accessOf, documentIn, noSuchDocument } from "./access.ts";

export interface VisitorNeeds {
  catalog: AccessSource;
  now: () => number;
}

export interface AdmitNeeds extends VisitorNeeds {
  loginOf: (headers: IncomingHttpHeaders) => Promise<{ memberId: MemberId; loginId: string } | null>;
  /** Documents whose first record is on its way to the disk. */
  firstRecordsUnderWay: ReadonlyMap<DocumentId, Promise<void>>;
}

/** Says who may open a socket on a document, or refuses: without a login, and where there is no document for this member. */
export async function admit(
  needs: AdmitNeeds,
  request: { headers: IncomingHttpHeaders },
  documentId: DocumentId,
): Promise<Visitor & { loginId: string }> {
  const login = await needs.loginOf(request.headers);
  if (login === null) throw refuse("not-logged-in", "Sign in to open this document.");
  const underWay = needs.firstRecordsUnderWay;
  // A room must not be opened between the catalog's entry and the log's first record: both would give it an epoch.
  for (let work = underWay.get(documentId); work !== undefined; work = underWay.get(documentId)) await work;
  const visitor = visitorFor(needs, documentId, login.memberId);
  if (visitor === null) throw noSuchDocument();
  return { ...visitor, loginId: login.loginId };
}

/**
 * Somebody who has the document open, as they stand at this moment; or why they are sent away. They have seen the document, so that
 * they may be told more than who comes to the door.
 */
export function visitorNow(needs: VisitorNeeds, documentId: DocumentId, member: MemberId): Visitor | Refusal {
  return visitorFor(needs, documentId, member) ?? refuse(...whyNot(needs, documentId, member));
}

function visitorFor({ catalog, now }: VisitorNeeds, documentId: DocumentId, member: MemberId): Visitor | null {
  const access = accessOf(catalog, member, documentId, now());
  if (access === null) return null;
  const { name = "", initials } = catalog.data.members[member] ?? {};
  return { member, name, initials, role: access.role, shelf: access.shelf, color: hexOf(access.color) };
}

function whyNot({ catalog }: VisitorNeeds, documentId: DocumentId, member: MemberId): Parameters<typeof refuse> {
  if (catalog.data.members[member]?.suspended !== undefined) {
    return ["suspended", "Your account was suspended by who looks after this server."];
  }
  const document = documentIn(catalog, documentId);
  if (document === undefined) return ["deleted", "This document was deleted for good."];
  const membership = document.members[member];
  if (membership === undefined && document.former?.[member]?.linkEnded !== true)
    return ["access-removed", "An owner of this document took your access to it away."];
  if (membership !== undefined && document.shelf === "trash")
    return ["in-trash", "This document was moved to the trash by one of its owners."];
  return ["link-ended", "The link that you came by is not open any more. Ask an owner of this document for another."];
}
