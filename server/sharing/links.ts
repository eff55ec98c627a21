/** Links that let anybody in who has them, in one role, until they run out or are revoked. */
import { type DocumentId, type LinkId, type MemberId, makeId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { MakeLink } from "../../shared/sharingApi.ts";
import { requireRight } from "../access/access.ts";
import { hashOfToken } from "../accounts/linkTokens.ts";
import { documentFor, type SharingNeeds } from "./sharing.ts";

const mostLinks = 20;

export async function makeLink(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  { role, expiresAt }: MakeLink,
): Promise<void> {
  const at = needs.now();
  if (expiresAt !== null && expiresAt <= at) throw refuse("malformed", "A link runs out in the future.");
  const id = makeId<LinkId>(needs.randomBytes);
  const tokenHash = hashOfToken(needs.tokens.ofLink(id));
  await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    if (Object.keys(document.links ?? {}).length >= mostLinks) {
      throw refuse("too-large", `A document has at most ${mostLinks} links. Revoke one of them first.`);
    }
    return [{ what: "link", documentId, id, link: { role, tokenHash, by: asker, at, expiresAt } }];
  });
}

/** Who came by the link goes with it, at once. */
export async function revokeLink(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  id: LinkId,
): Promise<void> {
  const at = needs.now();
  await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    return document.links?.[id] === undefined ? [] : [{ what: "link", documentId, id, link: null }];
  });
}

/** Somebody has looked at the links after an older catalog was read, and says that they may stand. */
export async function reopenLinks(needs: SharingNeeds, asker: MemberId, documentId: DocumentId): Promise<void> {
  requireRight(needs, asker, documentId, "share");
  await needs.catalog.change((data) => {
    delete documentFor(data, asker, documentId, needs.now()).linksClosed;
  });
  needs.accessChanged(documentId, asker);
}
