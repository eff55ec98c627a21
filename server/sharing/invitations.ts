/** Invitations by e-mail: whoever comes with the address in one becomes a member by name, and it is used up. */
import { type DocumentId, type InvitationId, type MemberId, makeId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import { documentIn } from "../access/access.ts";
import type { AccessChange } from "../access/accessChanges.ts";
import { isGuest, userOfMember } from "../accounts/accountRows.ts";
import { hashOfToken } from "../accounts/linkTokens.ts";
import type { CatalogDocument, CatalogInvitation } from "../storage/catalog.ts";
import { shareLetter } from "./shareLetter.ts";
import { addressOf, documentFor, type SharingNeeds } from "./sharing.ts";

const mostInvitations = 200;

/** One letter an hour for one invitation, however often it is made. */
const letterRestMs = 60 * 60_000;

/**
 * Inviting an address again changes the role and, where mail is sent and an hour has passed, sends it once more. Answers when that is
 * over.
 *
 * @param network where the request came from.
 */
export async function invite(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  { email, role, origin, network }: { email: string; role: Role; origin: string; network: string },
): Promise<void> {
  const at = needs.now();
  const isDue = needs.sendMail !== null && !wasJustMailed(documentIn(needs.catalog, documentId), email, at);
  if (isDue && !needs.mayMail({ member: asker, isGuest: isGuestNow(needs, asker), network })) {
    throw refuse("too-many-requests", "You invited very many people just now. Try again in an hour, or share a link.");
  }
  const freshId = makeId<InvitationId>(needs.randomBytes);
  const changes = await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    const id = invitationOf(document, email) ?? freshId;
    if (id === freshId && Object.keys(document.invitations ?? {}).length >= mostInvitations) {
      throw refuse(
        "too-large",
        `At most ${mostInvitations} invitations wait on a document. Revoke some of them first.`,
      );
    }
    const { isSent, mailedAt } = document.invitations?.[id] ?? {};
    const invitation: CatalogInvitation = {
      email,
      role,
      by: asker,
      at,
      tokenHash: hashOfToken(needs.tokens.ofInvitation(id)),
      ...(isSent === undefined ? {} : { isSent }),
      ...(mailedAt === undefined ? {} : { mailedAt }),
    };
    return [{ what: "invitation", documentId, id, invitation }];
  });
  const [change] = changes;
  // An address that has had its letters gets no more; the invitation can be handed over.
  if (isDue && change?.what === "invitation" && needs.mayReach(email)) await send(needs, change, origin);
}

export async function revokeInvitation(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  id: InvitationId,
): Promise<void> {
  const at = needs.now();
  await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    return document.invitations?.[id] === undefined ? [] : [{ what: "invitation", documentId, id, invitation: null }];
  });
}

/** A letter that cannot be sent is no failure of the invitation: its address can be handed over in another way. */
async function send(
  needs: SharingNeeds,
  { documentId, id, invitation }: Extract<AccessChange, { what: "invitation" }>,
  origin: string,
): Promise<void> {
  if (needs.sendMail === null || invitation === null) return;
  const from = needs.catalog.data.members[invitation.by]?.name ?? "";
  try {
    const url = addressOf(origin, needs.tokens.ofInvitation(id));
    await needs.sendMail({ to: invitation.email, ...shareLetter({ url, from }) });
  } catch (error) {
    needs.logger.warn({ err: error, documentId }, "An invitation to a document could not be sent.");
    return;
  }
  await needs.catalog.change((data) => {
    const waiting = documentIn({ data }, documentId)?.invitations?.[id];
    if (waiting === undefined) return;
    waiting.isSent = true;
    waiting.mailedAt = needs.now();
  });
}

function wasJustMailed(document: CatalogDocument | undefined, email: string, at: number): boolean {
  const id = document === undefined ? null : invitationOf(document, email);
  const mailedAt = id === null ? undefined : document?.invitations?.[id]?.mailedAt;
  // A clock that was set back must not keep letters back.
  return mailedAt !== undefined && Math.abs(at - mailedAt) < letterRestMs;
}

function isGuestNow({ catalog }: SharingNeeds, member: MemberId): boolean {
  const user = userOfMember(catalog.data, member);
  return user === null || isGuest(user);
}

function invitationOf({ invitations }: CatalogDocument, email: string): InvitationId | null {
  const found = Object.entries<CatalogInvitation>(invitations ?? {}).find(([, waiting]) => waiting.email === email);
  return found === undefined ? null : (found[0] as InvitationId);
}
