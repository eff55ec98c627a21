/** What people see and change of themselves. */
import type { IncomingHttpHeaders } from "node:http";
import type { ChangeProfile, Myself } from "../../shared/accountsApi.ts";
import type { MemberId, RandomBytes } from "../../shared/ids.ts";
import { makeId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { isGuest, passwordOf, userById, userOfMember } from "./accountRows.ts";
import type { Guessing } from "./guessing.ts";
import { addCredential } from "./joining.ts";
import type { LaterDecisions } from "./laterDecisions.ts";
import type { KnownLogin, Logins } from "./logins.ts";
import type { MailedLinks } from "./mailedLinks.ts";
import type { Passwords } from "./passwords.ts";

export interface ProfileNeeds {
  catalog: Catalog;
  logins: Logins;
  passwords: Passwords;
  guessing: Guessing;
  mailedLinks: MailedLinks;
  decisions: LaterDecisions;
  /** Pages that show the member have to show another name, or other initials. */
  onLookChanged: (memberId: MemberId) => void;
  now: () => number;
  randomBytes: RandomBytes;
}

export function myself(data: CatalogData, memberId: MemberId): Myself {
  const member = data.members[memberId];
  if (member === undefined) throw refuse("not-logged-in", "You are not signed in any more.");
  const user = userOfMember(data, memberId);
  return {
    id: memberId,
    name: member.name,
    initials: member.initials ?? null,
    email: user === null || isGuest(user) ? null : user.email,
    isEmailConfirmed: user !== null && !isGuest(user) && user.emailVerified,
    isAdmin: member.isAdmin === true,
    language: member.language ?? null,
    theme: member.theme ?? null,
    hasPassword: user !== null && passwordOf(data, user.id) !== null,
  };
}

/** What is absent stays; null goes back to the default. */
export async function changeProfile(
  needs: Pick<ProfileNeeds, "catalog" | "onLookChanged">,
  login: KnownLogin,
  ask: ChangeProfile,
): Promise<Myself> {
  const looksDifferent = await needs.catalog.change((data) => {
    const member = data.members[login.memberId];
    if (member === undefined) throw refuse("not-logged-in", "You are not signed in any more.");
    const { initials: before } = member;
    for (const field of ["initials", "language", "theme"] as const) if (ask[field] === null) delete member[field];
    if (ask.initials != null) member.initials = ask.initials;
    if (ask.language != null) member.language = ask.language;
    if (ask.theme != null) member.theme = ask.theme;
    if (ask.name === undefined || ask.name === member.name) return member.initials !== before;
    const { name } = ask;
    member.name = name;
    data.accounts.user = (data.accounts.user ?? []).map((row) => (row.id === login.userId ? { ...row, name } : row));
    return true;
  });
  if (looksDifferent) needs.onLookChanged(login.memberId);
  return myself(needs.catalog.data, login.memberId);
}

/** Sends the letter again with which the address of an account is proved. Nothing is sent for one that is proved already. */
export function confirmAgain(
  { catalog, mailedLinks }: Pick<ProfileNeeds, "catalog" | "mailedLinks">,
  login: KnownLogin,
  headers: IncomingHttpHeaders,
): void {
  const user = userById(catalog.data, login.userId);
  if (user === null || isGuest(user)) throw refuse("forbidden", "Make an account first: a guest has no address.");
  if (!user.emailVerified) mailedLinks.sendConfirmationAgain(user, headers);
}

/** Sets another password, or a first one. All other logins end, and links to a new password that are still out. */
export async function changePassword(
  needs: ProfileNeeds,
  login: KnownLogin,
  ask: { current?: string | undefined; password: string },
  network: string,
): Promise<void> {
  const { catalog, passwords } = needs;
  const user = userById(catalog.data, login.userId);
  if (user === null || isGuest(user)) throw refuse("forbidden", "Make an account first: a guest has no password.");
  const known = passwordOf(catalog.data, user.id);
  if (known !== null) {
    const guess = { account: user.email, network, knownBrowser: login.loginId };
    const isRight = await needs.guessing.attempt(guess, () => passwords.fits(known, ask.current ?? "", network));
    if (!isRight) throw refuse("wrong-credentials", "The current password is wrong.");
  }
  const password = await passwords.hash(ask.password, network);
  const made = { at: needs.now(), accountId: makeId(needs.randomBytes) };
  const { id: userId } = user;
  await needs.decisions.make([{ what: "password", userId, ...made, password }], (data) => {
    // Set or reset in another window meanwhile: then what was asked here was about a password that is gone.
    if (passwordOf(data, user.id) !== known) throw refuse("wrong-credentials", "The password was changed elsewhere.");
    addCredential(data, made, userId, { password });
  });
  await needs.mailedLinks.dropOf(user.id);
  await needs.logins.endOthers(user.id, login.loginId);
}
