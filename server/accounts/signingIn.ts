/** The ways in: as a guest, with a password, by a link that was sent, through the other service. */
import type { IncomingHttpHeaders } from "node:http";
import type { LinkLook, SignInOptions } from "../../shared/accountsApi.ts";
import { type MemberId, makeId, type RandomBytes } from "../../shared/ids.ts";
import { maxNameLength, parseName } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import type { AccessChange } from "../access/accessChanges.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { accountsIn, isFresh, isGuest, passwordOf, type UserRow, userById, userOfEmail } from "./accountRows.ts";
import type { Guessing } from "./guessing.ts";
import {
  addCredential,
  addGuest,
  becomeAlias,
  documentsOf,
  type Making,
  makeAccount,
  planMoves,
  proveEmail,
} from "./joining.ts";
import type { KnownBrowsers } from "./knownBrowsers.ts";
import type { LaterDecision, LaterDecisions } from "./laterDecisions.ts";
import type { LinkTokenRow } from "./linkTokens.ts";
import type { KnownLogin, Login, Logins } from "./logins.ts";
import type { MailedLinks } from "./mailedLinks.ts";
import type { Oidc } from "./oidc.ts";
import type { Passwords } from "./passwords.ts";
import { findServerInvitation } from "./serverInvitations.ts";
import { admitNewcomer, type BroughtAlong, type Newcomer, signUpPolicyOf } from "./signUp.ts";

/** What a request tells of its sender, apart from the question. */
export interface Visit {
  headers: IncomingHttpHeaders;
  /** Where they come from, one household or machine. */
  network: string;
}

export interface Entered {
  login: Login;
  /** To be set. */
  cookies: string[];
}

/** Changes who may do what on documents, on disk for good, and tells open pages. */
export type ChangeAccess = (
  by: MemberId | null,
  plan: (data: Readonly<CatalogData>) => readonly AccessChange[],
) => Promise<unknown>;

export interface SigningInNeeds {
  catalog: Catalog;
  logins: Logins;
  passwords: Passwords;
  guessing: Guessing;
  knownBrowsers: KnownBrowsers;
  mailedLinks: MailedLinks;
  decisions: LaterDecisions;
  oidc: Oidc | null;
  changeAccess: ChangeAccess;
  /** What a browser carries that lets it in where only invited people may come. */
  broughtAlong: (headers: IncomingHttpHeaders) => BroughtAlong;
  /** A guest goes on as somebody else: what they have open must not be told that somebody took it away. */
  onLeaving: (memberId: MemberId) => void;
  /** `from` is another name of `to` from now on. What is kept by member elsewhere moves. */
  onMerged: (from: MemberId, to: MemberId) => Promise<void>;
  now: () => number;
  randomBytes: RandomBytes;
}

export interface SigningIn {
  options(headers: IncomingHttpHeaders): SignInOptions;
  /** Whoever is signed in already stays who they are. */
  asGuest(visit: Visit, name: string): Promise<Entered>;
  /** A guest becomes the account in place: the same member, with a new login. */
  byNewAccount(visit: Visit, ask: { name: string; email: string; password: string }): Promise<Entered>;
  byPassword(visit: Visit, ask: { email: string; password: string }): Promise<Entered>;
  /** Whose account a link opens, without using it up. */
  lookAtLink(visit: Visit, token: string, purpose: LinkTokenRow["purpose"]): Promise<LinkLook>;
  /** Uses a link up that was mailed. */
  byLink(visit: Visit, ask: { token: string; bringDocuments: boolean }): Promise<Entered>;
  /** Uses a link to a new password up; all other logins end. */
  byReset(visit: Visit, ask: { token: string; password: string; bringDocuments: boolean }): Promise<Entered>;
  /** Where the browser has to go to sign in at the other service. */
  beginOidc(returnTo: string): Promise<{ url: string; cookies: string[] }>;
  /** The browser is back from there. */
  byOidc(visit: Visit, answer: Readonly<Record<string, string>>): Promise<Entered & { returnTo: string }>;
}

export function createSigningIn(needs: SigningInNeeds): SigningIn {
  const { catalog, logins, passwords, guessing, knownBrowsers, mailedLinks, decisions, oidc, now, randomBytes } = needs;

  const making = (): Making => ({
    at: now(),
    userId: makeId(randomBytes),
    accountId: makeId(randomBytes),
    memberId: makeId<MemberId>(randomBytes),
  });

  function guestOf(data: CatalogData, login: KnownLogin | null): string | null {
    const user = login === null ? null : userById(data, login.userId);
    return user !== null && isGuest(user) ? user.id : null;
  }

  /** Part of the change that makes somebody. */
  function admit(data: CatalogData, visit: Visit, newcomer: Newcomer): { isAdmin: boolean } {
    return admitNewcomer(data, needs.broughtAlong(visit.headers), newcomer, now());
  }

  /** What no older catalog may undo of it when somebody comes now: the first account is the first, and an invitation is used up. */
  function decidedByComing({ headers }: Visit, becomes: Newcomer["becomes"]): LaterDecision[] {
    const { token } = needs.broughtAlong(headers);
    const decided: LaterDecision[] = [];
    if (becomes === "account" && isFresh(catalog.data)) decided.push({ what: "has admin" });
    if (token !== null && findServerInvitation(catalog.data, token, now()) !== null) {
      decided.push({ what: "invitations gone" });
    }
    return decided;
  }

  /**
   * Opens the login of somebody who has proved who they are, and makes the guest that they were until now a part of them. Not so by
   * default for who came by a link, which somebody else may have forwarded to have what the guest has.
   */
  async function enter(visit: Visit, userId: string, { bringDocuments = true } = {}): Promise<Entered> {
    mustNotBeSuspended(catalog.data, userId);
    const before = await logins.loginOf(visit.headers);
    const guestId = guestOf(catalog.data, before);
    if (bringDocuments && before !== null && guestId !== null && guestId !== userId) {
      await merge(before, guestId, userId);
    }
    const { login, cookies } = await logins.open(visit.headers, userId);
    return { login, cookies: [...cookies, knownBrowsers.remember(visit.headers, userId)] };
  }

  async function merge({ memberId: from }: KnownLogin, guestId: string, userId: string): Promise<void> {
    const to = catalog.data.memberOfAccount[userId];
    if (to === undefined || to === from) return;
    needs.onLeaving(from);
    await needs.changeAccess(to, planMoves(catalog.data, from, to));
    await catalog.change((data) => becomeAlias(data, guestId, to));
    await needs.onMerged(from, to);
    await logins.endOthers(guestId, null);
  }

  return {
    options(headers) {
      const { isInvited, token } = needs.broughtAlong(headers);
      return {
        signUp: signUpPolicyOf(catalog.data),
        isInvited: isInvited || (token !== null && findServerInvitation(catalog.data, token, now()) !== null),
        isFresh: isFresh(catalog.data),
        sendsMail: mailedLinks.canSend,
        oidc: oidc?.status === "ready" ? oidc.name : null,
      };
    },

    async asGuest(visit, name) {
      const known = await logins.loginOf(visit.headers);
      if (known !== null) return { login: known, cookies: [] };
      const made = making();
      await decisions.make(decidedByComing(visit, "guest"), (data) => {
        admit(data, visit, { becomes: "guest", isHere: false });
        addGuest(data, made, name);
      });
      return logins.open(visit.headers, made.userId);
    },

    async byNewAccount(visit, { name, email, password }) {
      const before = await logins.loginOf(visit.headers);
      const guestId = guestOf(catalog.data, before);
      if (before !== null && guestId === null) {
        throw refuse("taken", "You have an account already. Sign out of it first to make another one.");
      }
      // Hashing is dear, and its time would tell who has an account, so whoever may not come is refused before. Whether it still holds is
      // decided within the change.
      mustBeWelcome(visit, guestId);
      const made = making();
      const credential = { password: await passwords.hash(password, visit.network) };
      const userId = await decisions.make(decidedByComing(visit, "account"), (data) => {
        const { isAdmin } = admit(data, visit, { becomes: "account", isHere: guestId !== null });
        return makeAccount(data, made, { name, email, emailVerified: false, credential, guestId, isAdmin });
      });
      mailedLinks.sendConfirmation(userId, visit.headers);
      return enter(visit, userId);
    },

    async byPassword(visit, { email, password }) {
      const user = userOfEmail(catalog.data, email);
      const { headers, network } = visit;
      const known = user === null ? null : passwordOf(catalog.data, user.id);
      const knownBrowser = user === null ? null : knownBrowsers.nameFor(headers, user.id);
      const guess = { account: email, network, knownBrowser };
      const fits = await guessing.attempt(guess, () => passwords.fits(known, password, network));
      if (user === null || !fits) throw refuse("wrong-credentials", "The e-mail address or the password is wrong.");
      return enter(visit, user.id);
    },

    async lookAtLink(visit, token, purpose) {
      const { userId } = await mailedLinks.look(token, purpose);
      const { data } = catalog;
      const user = userById(data, userId);
      if (user === null) throw tooOld();
      const login = await logins.loginOf(visit.headers);
      const isGuestHere = login !== null && guestOf(data, login) !== null;
      const documents = isGuestHere ? documentsOf(data, login.memberId).length : 0;
      return { name: user.name, email: user.email, guestDocuments: documents };
    },

    async byLink(visit, { token, bringDocuments }) {
      const row = await mailedLinks.use(token, "sign-in");
      const user = userById(catalog.data, row.userId);
      if (user === null || user.email !== row.provesEmail) throw tooOld();
      mustNotBeSuspended(catalog.data, user.id);
      const before = await logins.loginOf(visit.headers);
      const fromWithin = before?.userId === user.id;
      if (!user.emailVerified) {
        await decisions.make(fromWithin ? [] : [waysTakenAway(user)], (data) => {
          const present = userById(data, user.id);
          // Proved by another link at the same moment, with or without ways in that have to go: whoever asks again is told.
          if (present === null || present.emailVerified) throw tooOld();
          proveEmail(data, present, { fromWithin });
        });
        if (!fromWithin) await endEverythingOf(user.id, null);
      }
      return enter(visit, user.id, { bringDocuments });
    },

    async byReset(visit, { token, password, bringDocuments }) {
      // A server that is too busy to hash must not use the link up; and nobody has it hash without one.
      await mailedLinks.look(token, "reset");
      const made = making();
      const credential = { password: await passwords.hash(password, visit.network) };
      const row = await mailedLinks.use(token, "reset");
      const user = userById(catalog.data, row.userId);
      if (user === null || isGuest(user)) throw tooOld();
      // A link that an admin handed over proves nothing about the address.
      const proves = !user.emailVerified && row.provesEmail === user.email;
      const newPassword: LaterDecision = { what: "password", ...made, ...credential, userId: user.id };
      await decisions.make(proves ? [waysTakenAway(user), newPassword] : [newPassword], (data) => {
        mustNotBeSuspended(data, user.id);
        const present = userById(data, user.id);
        if (present === null) throw tooOld();
        if (proves) proveEmail(data, present, { fromWithin: false });
        addCredential(data, made, user.id, credential);
      });
      const before = await logins.loginOf(visit.headers);
      await endEverythingOf(row.userId, before?.userId === row.userId ? before.loginId : null);
      return enter(visit, row.userId, { bringDocuments });
    },

    beginOidc(returnTo) {
      if (oidc === null) throw noOtherService();
      return oidc.begin(returnTo);
    },

    async byOidc(visit, answer) {
      if (oidc === null) throw noOtherService();
      const { identity, returnTo, cookies } = await oidc.finish(visit.headers, answer);
      const before = await logins.loginOf(visit.headers);
      const made = making();
      const { providerId, accountId, email, emailVerified } = identity;
      const name = parseName(identity.name.slice(0, maxNameLength)) ?? nameFrom(email);
      const userId = await decisions.make(decidedByComing(visit, "account"), (data) => {
        const linked = accountsIn(data).find((row) => row.providerId === providerId && row.accountId === accountId);
        if (linked !== undefined) return linked.userId;
        const user = userOfEmail(data, email);
        if (user !== null) return link(data, user, made, before?.userId === user.id);
        const guestId = guestOf(data, before);
        const { isAdmin } = admit(data, visit, { becomes: "account", isHere: guestId !== null });
        const credential = { providerId, accountId };
        return makeAccount(data, made, { name, email, emailVerified, credential, guestId, isAdmin });
      });
      const entered = await enter(visit, userId);
      return { ...entered, cookies: [...cookies, ...entered.cookies], returnTo };

      /**
       * The identity becomes one more way into an account that is there. Both sides must have proved the address, or somebody who typed it
       * in first would share the account with its owner; but who is signed in to the account has proved enough.
       */
      function link(data: CatalogData, user: UserRow, made: Making, isOwn: boolean): string {
        if (!emailVerified || !(user.emailVerified || isOwn)) {
          throw refuse(
            "forbidden",
            "There is an account with your e-mail address, but nobody has proved that the address is theirs. Sign in to it with its password, then come here again.",
          );
        }
        proveEmail(data, user, { fromWithin: true });
        addCredential(data, made, user.id, { providerId, accountId });
        return user.id;
      }
    },
  };

  /** Looks ahead at what the change will say, on a copy that is thrown away. */
  function mustBeWelcome(visit: Visit, guestId: string | null): void {
    const copy = { ...catalog.data, serverInvitations: { ...catalog.data.serverInvitations } };
    admit(copy, visit, { becomes: "account", isHere: guestId !== null });
  }

  async function endEverythingOf(userId: string, keptLoginId: string | null): Promise<void> {
    await mailedLinks.dropOf(userId);
    await logins.endOthers(userId, keptLoginId);
  }
}

function mustNotBeSuspended(data: CatalogData, userId: string): void {
  const memberId = data.memberOfAccount[userId];
  const member = memberId === undefined ? undefined : data.members[memberId];
  if (member?.suspended !== undefined) {
    throw refuse("suspended", "This account was suspended by who looks after this server. Ask them about it.");
  }
}

function waysTakenAway({ id }: UserRow): LaterDecision {
  return { what: "ways taken away", userId: id };
}

function nameFrom(email: string): string {
  return parseName(email.split("@")[0]?.slice(0, maxNameLength)) ?? "?";
}

function noOtherService(): Error {
  return refuse("not-found", "This server knows no other service to sign in with.");
}

function tooOld(): Error {
  return refuse("wrong-credentials", "This link was used already, or it is too old. Ask for a new one.");
}
