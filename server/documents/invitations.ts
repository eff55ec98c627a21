/** Invitations by e-mail: whoever comes with the address in one becomes a member by name, and it is used up. */
import { type DocumentId, type InvitationId, type MemberId, makeId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import { hashOfToken } from "../accounts/linkTokens.ts";
import type { CatalogDocument, CatalogInvitation } from "../storage/catalog.ts";
import { documentIn } from "./access.ts";
import type { AccessChange } from "./accessChanges.ts";
import { shareLetter } from "./shareLetter.ts";
import { addressOf, documentFor, type SharingNeeds } from "./sharing.ts";

const mostInvitations = 200;

/** Inviting an address again changes the role and, where mail is sent, sends it once more. Answers when that is over. */
export async function invite(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  { email, role, origin }: { email: string; role: Role; origin: string },
): Promise<void> {
  if (needs.sendMail !== null && !needs.mayMail(asker)) {
    throw refuse("too-many-requests", "You invited very many people just now. Try again in an hour, or share a link.");
  }
  const at = needs.now();
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
    const tokenHash = hashOfToken(needs.tokens.ofInvitation(id));
    return [{ what: "invitation", documentId, id, invitation: { email, role, by: asker, at, tokenHash } }];
  });
  const [change] = changes;
  if (change?.what === "invitation") await send(needs, change, origin);
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
    if (waiting !== undefined) waiting.isSent = true;
  });
}

function invitationOf({ invitations }: CatalogDocument, email: string): InvitationId | null {
  const found = Object.entries<CatalogInvitation>(invitations ?? {}).find(([, waiting]) => waiting.email === email);
  return found === undefined ? null : (found[0] as InvitationId);
}
