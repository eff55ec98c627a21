/** People on a document: who they are, what they may do, and how that changes. Links and invitations have files of their own. */
import { chooseColour } from "../../shared/colour.ts";
import type { DocumentId, MemberId, RandomBytes } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import type { PendingInvitation, ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { memberOfEmail } from "../accounts/accountRows.ts";
import type { SendMail } from "../accounts/mail.ts";
import type { Catalog, CatalogData, CatalogDocument } from "../storage/catalog.ts";
import { documentIn, membersOf, noSuchDocument, requireRight } from "./access.ts";
import type { AccessRecords } from "./accessRecords.ts";
import { emailsOf } from "./memberEmails.ts";
import type { ShareTokens } from "./shareTokens.ts";

export interface SharingNeeds {
  catalog: Catalog;
  records: AccessRecords;
  tokens: ShareTokens;
  /** Null where no mail is sent: addresses are handed over by whoever invites. */
  sendMail: SendMail | null;
  /** Whether this member may have one more letter sent just now: in our name to anybody they like. */
  mayMail: (member: MemberId) => boolean;
  /** Brings what a link or a look has changed to open sockets, once it is on disk. */
  accessChanged: (documentId: DocumentId, by: MemberId | null) => void;
  logger: { warn(fields: object, sentence: string): void };
  now: () => number;
  randomBytes: RandomBytes;
}

/** Everything in the catalog is rewritten with each change, so no document fills it. */
export const mostMembers = 2_000;

/** @param origin such as `https://write.example.org`, to which the addresses of links belong. */
export function sharingOf(needs: SharingNeeds, documentId: DocumentId, origin: string): Sharing {
  const { catalog, now, tokens } = needs;
  const document = documentIn(catalog, documentId);
  if (document === undefined) throw noSuchDocument();
  const { data } = catalog;
  const nameOf = (id: MemberId) => data.members[id]?.name ?? "";
  const emails = emailsOf(data);
  const person = (id: MemberId) => ({ id, name: nameOf(id) });
  const invitations = entriesOf(document.invitations).map(
    ([id, { email, role, by, at, isSent }]): PendingInvitation => ({
      id,
      email,
      role,
      by: person(by),
      at,
      url: addressOf(origin, tokens.ofInvitation(id)),
      isSent: isSent === true,
    }),
  );
  const links = entriesOf(document.links).map(
    ([id, { role, by, at, expiresAt }]): ShareLink => ({
      id,
      role,
      url: addressOf(origin, tokens.ofLink(id)),
      by: person(by),
      at,
      expiresAt,
    }),
  );
  return {
    members: membersOf(catalog, documentId, now()).map((member) => ({
      ...member,
      name: nameOf(member.id),
      email: emails.get(member.id) ?? null,
    })),
    invitations: invitations.sort((a, b) => a.at - b.at),
    links: links.sort((a, b) => a.at - b.at),
    linksClosed: document.linksClosed === true,
  };
}

export function addressOf(origin: string, token: string): string {
  return `${origin}/s/${token}`;
}

/**
 * The member that is meant by an id, or by an address that they have proved to be theirs: what is meant for the owner of an address must
 * not go to whoever typed it in first. Null for an address that nobody has proved.
 */
export function memberMeant(
  { catalog }: Pick<SharingNeeds, "catalog">,
  who: { email: string } | { member: string },
): MemberId | null {
  const { data } = catalog;
  if ("email" in who) {
    const found = memberOfEmail(data, who.email);
    return found?.isVerified === true && isSomebody(data, found.id) ? found.id : null;
  }
  if (!isSomebody(data, who.member as MemberId)) throw refuse("not-found", "There is no such person on this server.");
  return who.member as MemberId;
}

/** Makes somebody a member by name, or changes what they may do. Whoever came by a link then stays without it. */
export async function giveRole(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  { member, role, mustBeThere }: { member: MemberId; role: Role; mustBeThere: boolean },
): Promise<void> {
  const at = needs.now();
  await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    const known = document.members[member];
    const present = membersOf({ data }, documentId, at);
    if (mustBeThere && !present.some(({ id }) => id === member)) throw notThere();
    if (known === undefined) mustHaveRoom(document);
    if (known !== undefined && known.role === role && known.via === undefined) return [];
    if (role !== "owner") keepAnOwner(document, present, member);
    const color = known?.color ?? nextColour(document);
    const membership = { role, color, since: known?.since ?? at };
    return [{ what: "membership", documentId, member, membership }];
  });
}

/** Takes all rights away. Everybody may leave; only owners send others away; the last owner stays. */
export async function removeMember(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  member: MemberId,
): Promise<void> {
  const at = needs.now();
  await needs.records.change(asker, (data) => {
    const action = member === asker ? "read" : "share";
    requireRight({ catalog: { data }, now: () => at }, asker, documentId, action);
    const document = documentIn({ data }, documentId);
    if (document?.members[member] === undefined) return [];
    keepAnOwner(document, membersOf({ data }, documentId, at), member);
    return [{ what: "membership", documentId, member, membership: null }];
  });
}

/** The document, for who may share it at the moment of the change. */
export function documentFor(
  data: Readonly<CatalogData>,
  asker: MemberId,
  documentId: DocumentId,
  at: number,
): CatalogDocument {
  requireRight({ catalog: { data }, now: () => at }, asker, documentId, "share");
  return documentIn({ data }, documentId) as CatalogDocument;
}

export function nextColour(document: CatalogDocument): ReturnType<typeof chooseColour> {
  return chooseColour(Object.values(document.members).map((membership) => membership.color));
}

export function mustHaveRoom(document: CatalogDocument): void {
  if (Object.keys(document.members).length < mostMembers) return;
  throw refuse("too-large", `A document has at most ${mostMembers} members.`);
}

/** A recovered document is looked after by the admins, who are its owners without being members. */
function keepAnOwner(document: CatalogDocument, present: ReturnType<typeof membersOf>, member: MemberId): void {
  if (document.recovered === true) return;
  const owners = present.filter(({ role }) => role === "owner");
  if (owners.some(({ id }) => id === member) && owners.length === 1) {
    throw refuse("forbidden", "A document always has an owner. Make somebody else an owner first.");
  }
}

function isSomebody({ members }: Readonly<CatalogData>, id: MemberId): boolean {
  const member = Object.hasOwn(members, id) ? members[id] : undefined;
  return member !== undefined && member.suspended === undefined && member.aliasOf === undefined;
}

function notThere(): Error {
  return refuse("not-found", "This person has no access to the document any more.");
}

/** `Object.entries` forgets what the keys are. */
function entriesOf<K extends string, V>(record: Readonly<Record<K, V>> | undefined): [K, V][] {
  return Object.entries(record ?? {}) as [K, V][];
}
