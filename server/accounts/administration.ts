/** What admins do: people, who may come, links to hand over. Who asks has been checked to be one. */

import type { SignUpPolicy } from "../../shared/account.ts";
import type { ChangePerson, LinkToCopy, PeopleList, Person, Settings } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { AccessChange } from "../access/accessChanges.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { isGuest, type UserRow, userOfMember, usersIn } from "./accountRows.ts";
import type { LaterDecisions } from "./laterDecisions.ts";
import type { Logins } from "./logins.ts";
import type { MailedLinks } from "./mailedLinks.ts";
import type { ChangeAccess } from "./signingIn.ts";
import { signUpPolicyOf } from "./signUp.ts";

export interface AdministrationNeeds {
  catalog: Catalog;
  logins: Logins;
  mailedLinks: MailedLinks;
  changeAccess: ChangeAccess;
  decisions: LaterDecisions;
  now: () => number;
}

/** Everybody who can sign in, newest first. */
export function listPeople({ catalog }: Pick<AdministrationNeeds, "catalog">): PeopleList {
  const { data } = catalog;
  const owned = new Map<string, number>();
  for (const document of Object.values(data.documents)) {
    for (const [member, { role }] of Object.entries(document.members)) {
      if (role === "owner") owned.set(member, (owned.get(member) ?? 0) + 1);
    }
  }
  const users = new Map(usersIn(data).map((user) => [user.id, user]));
  const people: Person[] = [];
  for (const [userId, memberId] of Object.entries(data.memberOfAccount)) {
    const user = users.get(userId);
    if (user !== undefined) people.push(personFrom(data, memberId, user, owned.get(memberId) ?? 0));
  }
  return { people: people.sort((a, b) => b.createdAt - a.createdAt) };
}

function personFrom(data: CatalogData, id: MemberId, user: UserRow, documents: number): Person {
  const member = data.members[id];
  return {
    id,
    name: member?.name ?? "",
    ...(member?.initials === undefined ? {} : { initials: member.initials }),
    email: isGuest(user) ? null : user.email,
    createdAt: member?.createdAt ?? 0,
    isAdmin: member?.isAdmin === true,
    suspendedAt: member?.suspended?.at ?? null,
    documents,
  };
}

/** A suspension is on disk first; then the sockets go, then the logins, so that pages are told why. */
export async function changePerson(
  needs: AdministrationNeeds,
  by: MemberId,
  id: MemberId,
  ask: ChangePerson,
): Promise<Person> {
  const { catalog, now } = needs;
  const user = userWith(catalog.data, id);
  if (id === by) throw refuse("forbidden", "You cannot do this to yourself. Ask another admin.");
  if (ask.isAdmin === true && isGuest(user)) {
    throw refuse("forbidden", "Only somebody with an account can look after this server.");
  }
  const at = now();
  await needs.changeAccess(by, (data) => {
    const member = data.members[id];
    if (member === undefined) throw noSuchPerson();
    // Two admins who turn on each other at one moment would leave nobody. Who asks stays one, so that there always is one.
    const asker = data.members[by];
    if (asker?.isAdmin !== true || asker.suspended !== undefined) {
      throw refuse("forbidden", "You do not look after this server any more.");
    }
    const changes: AccessChange[] = [];
    if (ask.suspended !== undefined && ask.suspended !== (member.suspended !== undefined)) {
      changes.push({ what: "suspended", member: id, suspended: ask.suspended ? { by, at } : null });
    }
    if (ask.isAdmin !== undefined && ask.isAdmin !== (member.isAdmin === true)) {
      changes.push({ what: "admin", member: id, isAdmin: ask.isAdmin });
    }
    return changes;
  });
  if (ask.suspended === true) {
    await needs.mailedLinks.dropOf(user.id);
    await needs.logins.endOthers(user.id, null);
  }
  const person = listPeople(needs).people.find((other) => other.id === id);
  if (person === undefined) throw noSuchPerson();
  return person;
}

/** A link to a new password, to be handed over where no mail is sent. */
export function makeResetLink(
  { catalog, mailedLinks }: Pick<AdministrationNeeds, "catalog" | "mailedLinks">,
  id: MemberId,
  origin: string,
): Promise<LinkToCopy> {
  const user = userWith(catalog.data, id);
  if (isGuest(user)) throw refuse("forbidden", "A guest has no password.");
  return mailedLinks.resetLink(user, origin);
}

export function settingsOf({ catalog }: Pick<AdministrationNeeds, "catalog">): Settings {
  return { signUp: signUpPolicyOf(catalog.data) };
}

export async function changeSettings(
  needs: Pick<AdministrationNeeds, "catalog" | "decisions">,
  { signUp }: { signUp: SignUpPolicy },
): Promise<Settings> {
  await needs.decisions.make([{ what: "sign-up", signUp }], (data) => {
    data.signUp = signUp;
  });
  return settingsOf(needs);
}

function userWith(data: CatalogData, id: MemberId): UserRow {
  const user = userOfMember(data, id);
  if (user === null) throw noSuchPerson();
  return user;
}

function noSuchPerson(): Error {
  return refuse("not-found", "There is nobody like this here.");
}
