/** The rows of the login library as we write and read them: who may sign in as whom, and by what. */
import type { MemberId } from "../../shared/ids.ts";
import type { CatalogData } from "../storage/catalog.ts";

/** Somebody who signs in: a guest, or an account with an address. Moments are ISO text, as everywhere in these rows. */
export interface UserRow {
  id: string;
  name: string;
  /** In lower case. A guest's is made up and belongs to nobody. */
  email: string;
  /** Somebody who reads the mail of this address has proved it, here or at the other sign-in service. */
  emailVerified: boolean;
  isAnonymous?: boolean;
  createdAt: string;
  updatedAt: string;
}

/** One way for a user to sign in: a password, or an identity at the other service. */
export interface AccountRow {
  id: string;
  userId: string;
  /** `credential` for a password. */
  providerId: string;
  accountId: string;
  /** Salted and hashed. */
  password?: string;
  createdAt: string;
  updatedAt: string;
}

export type Readable = Pick<CatalogData, "accounts" | "members" | "memberOfAccount">;
type WithDocuments = Readable & Pick<CatalogData, "documents" | "hadAdmin">;

export const passwordProvider = "credential";

// Only this folder writes these rows, and the login library leaves them as they are.
export function usersIn(data: Readable): UserRow[] {
  return (data.accounts.user ?? []) as unknown as UserRow[];
}

export function accountsIn(data: Readable): AccountRow[] {
  return (data.accounts.account ?? []) as unknown as AccountRow[];
}

export function addUser(data: CatalogData, user: UserRow): void {
  data.accounts.user = [...(data.accounts.user ?? []), { ...user }];
}

export function addAccount(data: CatalogData, account: AccountRow): void {
  data.accounts.account = [...(data.accounts.account ?? []), { ...account }];
}

export function removeAccounts(data: CatalogData, which: (account: AccountRow) => boolean): void {
  data.accounts.account = accountsIn(data).filter((account) => !which(account)) as unknown as Record<string, unknown>[];
}

export function removeUser(data: CatalogData, userId: string): void {
  data.accounts.user = usersIn(data).filter(({ id }) => id !== userId) as unknown as Record<string, unknown>[];
  removeAccounts(data, (account) => account.userId === userId);
  delete data.memberOfAccount[userId];
}

export function isGuest(user: UserRow): boolean {
  return user.isAnonymous === true;
}

/** The account with this address, which is in lower case; guests have none. */
export function userOfEmail(data: Readable, email: string): UserRow | null {
  return usersIn(data).find((user) => user.email === email && !isGuest(user)) ?? null;
}

export function userById(data: Readable, userId: string): UserRow | null {
  return usersIn(data).find(({ id }) => id === userId) ?? null;
}

/** Who signs in as this member; null for one who became part of an account. */
export function userOfMember(data: Readable, memberId: MemberId): UserRow | null {
  const entry = Object.entries(data.memberOfAccount).find(([, member]) => member === memberId);
  return entry === undefined ? null : userById(data, entry[0]);
}

export function passwordOf(data: Readable, userId: string): string | null {
  const found = accountsIn(data).find(
    (account) => account.userId === userId && account.providerId === passwordProvider,
  );
  return found?.password ?? null;
}

/** Nobody has an account yet, and there is nothing that whoever comes first should not have: they will look after the server. */
export function isFresh(data: WithDocuments): boolean {
  return usersIn(data).every(isGuest) && !lacksAdmin(data);
}

/**
 * Nobody looks after the server, though somebody did, or there are accounts or documents that outlived a lost catalog: it must not be the
 * first stranger who does.
 */
export function lacksAdmin(data: WithDocuments): boolean {
  if (hasActiveAdmin(data)) return false;
  const isRecovered = Object.values(data.documents).some(({ recovered }) => recovered === true);
  return data.hadAdmin === true || isRecovered || !usersIn(data).every(isGuest);
}

export function hasActiveAdmin({ members }: Pick<CatalogData, "members">): boolean {
  return Object.values(members).some(({ isAdmin, suspended }) => isAdmin === true && suspended === undefined);
}

/**
 * The member whose account has this address, for sharing by address. `isVerified` says whether they have proved that they read its mail:
 * what is meant for the owner of an address must not go to whoever merely typed it in first.
 */
export function memberOfEmail(data: Readable, email: string): { id: MemberId; isVerified: boolean } | null {
  const user = userOfEmail(data, email);
  const id = user === null ? undefined : data.memberOfAccount[user.id];
  return user === null || id === undefined ? null : { id, isVerified: user.emailVerified };
}
