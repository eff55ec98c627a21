import type { MemberId } from "../../shared/ids.ts";
import { isGuest, type Readable, usersIn } from "../accounts/accountRows.ts";

/** The e-mail address of every account. Guests have none. To be shown to those only who may see addresses. */
export function emailsOf(data: Readable): Map<MemberId, string> {
  const emails = new Map<MemberId, string>();
  for (const user of usersIn(data)) {
    const member = data.memberOfAccount[user.id];
    if (member !== undefined && !isGuest(user)) emails.set(member, user.email);
  }
  return emails;
}
