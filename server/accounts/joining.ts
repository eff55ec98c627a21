/**
 * What happens to the catalog when somebody comes: a guest, a new account, a guest who becomes one, a guest who had one already. Each is
 * part of one change of the catalog, so that nobody is ever half there and of two who come first one is the first.
 */
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { isMore, type Role, roles } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import { type AccessChange, applyChange } from "../access/accessChanges.ts";
import type { CatalogData, CatalogMembership } from "../storage/catalog.ts";
import {
  addAccount,
  addUser,
  isGuest,
  passwordProvider,
  removeAccounts,
  removeUser,
  type UserRow,
  userById,
  userOfEmail,
} from "./accountRows.ts";

/** The ids and the moment for what is being made. */
export interface Making {
  at: number;
  userId: string;
  accountId: string;
  memberId: MemberId;
}

/** How an account is signed in to: a hashed password, or an identity at the other service. */
export type Credential = { password: string } | { providerId: string; accountId: string };

export function addGuest(data: CatalogData, making: Making, name: string): void {
  const at = new Date(making.at).toISOString();
  addUser(data, {
    id: making.userId,
    name,
    email: `${making.userId}@guest.invalid`,
    emailVerified: false,
    isAnonymous: true,
    createdAt: at,
    updatedAt: at,
  });
  addMember(data, making, name);
}

export interface NewAccount {
  name: string;
  email: string;
  emailVerified: boolean;
  credential: Credential;
  /** The guest who becomes this account and stays the same member; null for somebody new. */
  guestId: string | null;
  /** Looks after the server. */
  isAdmin: boolean;
}

/**
 * Makes an account.
 * @returns the user's id. Refused as `taken` when somebody has the address.
 */
export function makeAccount(data: CatalogData, making: Making, ask: NewAccount): string {
  if (userOfEmail(data, ask.email) !== null) {
    throw refuse("taken", "There is an account with this e-mail address already. Sign in to it instead.");
  }
  const at = new Date(making.at).toISOString();
  const guest = ask.guestId === null ? null : userById(data, ask.guestId);
  // Who signed out meanwhile, or became an account in another tab, is nobody's guest any more.
  if (ask.guestId !== null && (guest === null || !isGuest(guest))) {
    throw refuse("not-logged-in", "You are not signed in as a guest any more. Try again.");
  }
  const userId = guest?.id ?? making.userId;
  const { name, email, emailVerified } = ask;
  if (guest === null) {
    addUser(data, { id: userId, name, email, emailVerified, createdAt: at, updatedAt: at });
    addMember(data, making, name);
  } else {
    data.accounts.user = (data.accounts.user ?? []).map((row) =>
      row.id === userId ? { ...row, name, email, emailVerified, isAnonymous: false, updatedAt: at } : row,
    );
  }
  const memberId = data.memberOfAccount[userId];
  const member = memberId === undefined ? undefined : data.members[memberId];
  if (member === undefined) throw new Error(`The user ${userId} has no member.`);
  member.name = name;
  if (ask.isAdmin) member.isAdmin = true;
  addCredential(data, making, userId, ask.credential);
  return userId;
}

/** Gives an account one more way to be signed in to, or another password in place of the old one. */
export function addCredential(
  data: CatalogData,
  { at, accountId }: Pick<Making, "at" | "accountId">,
  userId: string,
  credential: Credential,
): void {
  const moment = new Date(at).toISOString();
  const row = { id: accountId, userId, createdAt: moment, updatedAt: moment };
  if ("password" in credential) {
    removeAccounts(data, (account) => account.userId === userId && account.providerId === passwordProvider);
    addAccount(data, { ...row, providerId: passwordProvider, accountId: userId, password: credential.password });
  } else addAccount(data, { ...row, ...credential });
}

/**
 * Notes that whoever comes reads the mail of this account. Did nobody prove that before, then anybody may have made the account in their
 * name and be waiting for them with a password of his own: unless they come from within it, every way into it made so far is taken away.
 * @returns whether that was done, so that its logins must end as well.
 */
export function proveEmail(data: CatalogData, user: UserRow, { fromWithin }: { fromWithin: boolean }): boolean {
  if (user.emailVerified) return false;
  if (!fromWithin) removeAccounts(data, (account) => account.userId === user.id);
  data.accounts.user = (data.accounts.user ?? []).map((row) =>
    row.id === user.id ? { ...row, emailVerified: true } : row,
  );
  return !fromWithin;
}

/**
 * A guest turns out to be somebody with an account: what they may do on documents becomes the account's. First part of two, because it
 * is a change of access like any other.
 * @returns the plan for the documents that there are now. What the guest makes while it is carried out is left to the second part, or
 * the plan would be another one each time it is asked.
 */
export function planMoves(
  data: Readonly<CatalogData>,
  from: MemberId,
  to: MemberId,
): (data: Readonly<CatalogData>) => AccessChange[] {
  const ids = documentsOf(data, from);
  return (data) => movesAmong(data, ids, from, to);
}

/** What somebody is a member of, wherever it stands. */
export function documentsOf({ documents }: Readonly<CatalogData>, member: MemberId): DocumentId[] {
  return (Object.keys(documents) as DocumentId[]).filter((id) => documents[id]?.members[member] !== undefined);
}

function movesAmong(
  data: Readonly<CatalogData>,
  ids: readonly DocumentId[],
  from: MemberId,
  to: MemberId,
): AccessChange[] {
  const changes: AccessChange[] = [];
  for (const id of ids) {
    const members = data.documents[id]?.members;
    const guests = members?.[from];
    if (members === undefined || guests === undefined) continue;
    const membership = mergeMemberships(guests, members[to]);
    changes.push({ what: "membership", documentId: id, member: to, membership });
    changes.push({ what: "membership", documentId: id, member: from, membership: null });
  }
  return changes;
}

/**
 * The second part: what the guest has come to until this change moves as well, and nobody signs in as the guest any more. Their member stays as another name of the account's, because texts go on saying
 * who wrote them.
 */
export function becomeAlias(data: CatalogData, guestId: string, to: MemberId): void {
  const from = data.memberOfAccount[guestId];
  if (from === undefined || from === to) return;
  for (const change of planMoves(data, from, to)(data)) applyChange(data, change);
  for (const document of Object.values(data.documents)) if (document.createdBy === from) document.createdBy = to;
  const member = data.members[from];
  if (member !== undefined) member.aliasOf = to;
  // Somebody may have become part of this guest before; one step leads to whoever it is today.
  for (const other of Object.values(data.members)) if (other.aliasOf === from) other.aliasOf = to;
  removeUser(data, guestId);
}

/** The higher role wins, and the higher of those given by name remains when a link goes. */
function mergeMemberships(guest: CatalogMembership, account: CatalogMembership | undefined): CatalogMembership {
  if (account === undefined) return { ...guest };
  const { color } = account;
  const since = Math.min(guest.since, account.since);
  const named = higher(namedRole(guest), namedRole(account));
  const linked = [account, guest]
    .filter(({ via }) => via !== undefined)
    .sort((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role))[0];
  if (linked?.via === undefined || (named !== null && !isMore(linked.role, named))) {
    return { role: named ?? account.role, color, since };
  }
  return { role: linked.role, color, since, via: linked.via, ...(named === null ? {} : { named }) };
}

function namedRole({ role, via, named }: CatalogMembership): Role | null {
  return via === undefined ? role : (named ?? null);
}

function higher(a: Role | null, b: Role | null): Role | null {
  if (a === null || b === null) return a ?? b;
  return isMore(a, b) ? a : b;
}

function addMember(data: CatalogData, { memberId, userId, at }: Making, name: string): void {
  data.members[memberId] = { name, createdAt: at };
  data.memberOfAccount[userId] = memberId;
}
