/** Invitations to the server itself, made by those who look after it. Each lets one person in. */
import type { InviteToServer, ServerInvitationList, ServerInvitationMade } from "../../shared/accountsApi.ts";
import { type InvitationId, type MemberId, makeId, type RandomBytes } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { lacksAdmin } from "./accountRows.ts";
import type { LaterDecisions } from "./laterDecisions.ts";
import { invitationLetter } from "./letters.ts";
import { hashOfToken, newToken } from "./linkTokens.ts";
import type { SendMail } from "./mail.ts";

export interface ServerInvitationNeeds {
  catalog: Catalog;
  decisions: LaterDecisions;
  sendMail: SendMail | null;
  logger: { warn(fields: object, message: string): void };
  now: () => number;
  randomBytes: RandomBytes;
}

const lastsMs = 14 * 24 * 60 * 60 * 1000;
/** Enough for a school, and the catalog stays small. */
const most = 500;

/** The invitation that this token opens; null when there is none, or it has expired. */
export function findServerInvitation(
  data: Pick<CatalogData, "serverInvitations">,
  token: string,
  now: number,
): InvitationId | null {
  const hash = hashOfToken(token);
  for (const [id, invitation] of Object.entries(data.serverInvitations ?? {})) {
    if (invitation.tokenHash === hash) return invitation.expiresAt > now ? (id as InvitationId) : null;
  }
  return null;
}

export function listServerInvitations({
  catalog,
  now,
}: Pick<ServerInvitationNeeds, "catalog" | "now">): ServerInvitationList {
  const invitations = Object.entries(catalog.data.serverInvitations ?? {})
    .filter(([, { expiresAt, makesAdmin }]) => expiresAt > now() && makesAdmin !== true)
    .map(([id, { email, at, expiresAt }]) => ({ id: id as InvitationId, email, at, expiresAt }));
  return { invitations: invitations.sort((a, b) => b.at - a.at) };
}

export async function inviteToServer(
  needs: ServerInvitationNeeds,
  by: MemberId,
  { email }: InviteToServer,
  origin: string,
): Promise<ServerInvitationMade> {
  const { catalog, now, randomBytes, sendMail } = needs;
  const id = makeId<InvitationId>(randomBytes);
  const token = newToken(randomBytes);
  const at = now();
  const expiresAt = at + lastsMs;
  const from = await catalog.change((data) => {
    const kept = Object.entries(data.serverInvitations ?? {}).filter(([, old]) => old.expiresAt > at);
    if (kept.length >= most)
      throw refuse("too-large", "There are too many open invitations. Revoke some of them first.");
    data.serverInvitations = Object.fromEntries(kept);
    data.serverInvitations[id] = { email, tokenHash: hashOfToken(token), by, at, expiresAt };
    return data.members[by]?.name ?? "";
  });
  const url = `${origin}/s/${token}`;
  let isSent = false;
  if (email !== null && sendMail !== null) {
    try {
      await sendMail({ to: email, ...invitationLetter({ url, from }) });
      isSent = true;
    } catch (error) {
      // The address is in the answer as well, to be handed over in another way.
      needs.logger.warn({ err: error }, "An invitation could not be sent.");
    }
  }
  return { id, url, expiresAt, isSent };
}

/**
 * At the start: a server that nobody looks after any more gets an invitation for whoever runs it, told in its log alone. Others that wait
 * may be meant for the same, and go.
 */
export async function startServerInvitations(
  { catalog, now, randomBytes, logger }: Omit<ServerInvitationNeeds, "sendMail" | "decisions">,
  origin: string,
): Promise<void> {
  if (!lacksAdmin(catalog.data)) return;
  const token = newToken(randomBytes);
  const [at, expiresAt] = [now(), now() + lastsMs];
  const invitation = { email: null, tokenHash: hashOfToken(token), by: null, at, expiresAt, makesAdmin: true } as const;
  await catalog.change((data) => {
    data.serverInvitations = { [makeId<InvitationId>(randomBytes)]: invitation };
  });
  const url = `${origin}/s/${token}`;
  const sentence = "Nobody looks after this server any more. Open this address and make an account to do so.";
  logger.warn({ url }, sentence);
}

export async function revokeServerInvitation(
  { catalog, decisions }: Pick<ServerInvitationNeeds, "catalog" | "decisions">,
  id: InvitationId,
): Promise<void> {
  if (catalog.data.serverInvitations?.[id] === undefined) return;
  await decisions.make([{ what: "invitations gone" }], (data) => {
    delete data.serverInvitations?.[id];
  });
}
