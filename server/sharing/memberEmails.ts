import type { MemberId } from "../../shared/ids.ts";
import { isGuest, usersIn } from "../accounts/accountRows.ts";
import type { CatalogData, CatalogMembership } from "../storage/catalog.ts";

/** The e-mail address of a member as somebody may see it; null when there is none, or none for them. */
export type EmailOf = (member: MemberId, membership: CatalogMembership | undefined) => string | null;

/**
 * What the asker may see of addresses: their own, and on a document those that they typed themselves to share it. Admins see all.
 * That a document is one's own is no reason: whoever knows a name can make its owner a member.
 */
export function emailsFor(data: Readonly<CatalogData>, asker: MemberId): EmailOf {
  const isAsker = (member: MemberId) => member === asker || data.members[member]?.aliasOf === asker;
  const isAdmin = data.members[asker]?.isAdmin === true && data.members[asker]?.suspended === undefined;
  const emails = new Map<MemberId, string>();
  for (const user of usersIn(data)) {
    const member = data.memberOfAccount[user.id];
    if (member !== undefined && !isGuest(user)) emails.set(member, user.email);
  }
  return (member, membership) => {
    const email = emails.get(member) ?? null;
    if (isAdmin || member === asker) return email;
    const typed = membership?.typed;
    // An invitation may have been passed on: then the address that was invited is not theirs.
    return typed !== undefined && typed.email === email && isAsker(typed.by) ? email : null;
  };
}

/**
 * The address that was invited, of who came with an invitation. Every owner may know it, since it stood in their list while it waited; and
 * they had better, because the name beside it is chosen by whoever came.
 */
export function invitedAddressOf(membership: CatalogMembership | undefined): string | null {
  return membership?.typed?.invited === true ? membership.typed.email : null;
}
