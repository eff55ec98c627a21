import { createHmac } from "node:crypto";
import type { InvitationId, LinkId, RandomBytes } from "../../shared/ids.ts";
import type { SideTable } from "../storage/sideTable.ts";

/** The secrets in the addresses of links and invitations. Whoever has the catalog alone, a backup's for example, has none of them. */
export interface ShareTokens {
  ofLink(id: LinkId): string;
  ofInvitation(id: InvitationId): string;
}

/**
 * The catalog keeps only hashes. An owner can copy an address again all the same, because its token is made from the id and a secret of
 * this server, the same each time.
 */
export async function openShareTokens(needs: {
  secrets: SideTable<string>;
  randomBytes: RandomBytes;
}): Promise<ShareTokens> {
  const secret = await secretIn(needs);
  // The word keeps one kind of token from ever being valid as another.
  const tokenOf = (kind: string, id: string) =>
    createHmac("sha256", secret).update(`${kind} ${id}`).digest("base64url");
  return { ofLink: (id) => tokenOf("link", id), ofInvitation: (id) => tokenOf("invitation", id) };
}

async function secretIn({
  secrets,
  randomBytes,
}: {
  secrets: SideTable<string>;
  randomBytes: RandomBytes;
}): Promise<Buffer> {
  const known = await secrets.get("share-tokens");
  if (known !== null) return Buffer.from(known, "base64url");
  const made = Buffer.from(randomBytes(32));
  await secrets.put("share-tokens", made.toString("base64url"), { durable: true });
  return made;
}
