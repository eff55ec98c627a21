/** People on a document: who they are, what they may do, and how that changes. Links and invitations have files of their own. */
import type { DocumentId, MemberId, RandomBytes } from "../../shared/ids.ts";
import { isMore, type Role } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import type { PendingInvitation, ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { documentIn, membershipRole, membersOf, noSuchDocument, requireRight } from "../access/access.ts";
import type { AccessRecords } from "../access/accessRecords.ts";
import { colourFor } from "../access/memberships.ts";
import { shownPerson } from "../access/shownPerson.ts";
import { memberOfEmail } from "../accounts/accountRows.ts";
import type { SendMail } from "../accounts/mail.ts";
import type { Catalog, CatalogData, CatalogDocument, TypedAddress } from "../storage/catalog.ts";
import { emailsFor, invitedAddressOf } from "./memberEmails.ts";
import type { ShareTokens } from "./shareTokens.ts";

export interface SharingNeeds {
  catalog: Catalog;
  records: AccessRecords;
  tokens: ShareTokens;
  /** Null where no mail is sent: addresses are handed over by whoever invites. */
  sendMail: SendMail | null;
  /** Whether they may name one more person by an e-mail address just now: the answer tells whether somebody here has proved it. */
  mayName: (asker: MemberId, network: string) => boolean;
  /** Whether one more letter may be sent just now for this member: in our name to anybody they like. */
  mayMail: (writer: Writer) => boolean;
  /** Whether one more letter may go to this address just now, whoever asks for it. */
  mayReach: (email: string) => boolean;
  /** Brings what a link or a look has changed to open sockets, once it is on disk. */
  accessChanged: (documentId: DocumentId, by: MemberId | null) => void;
  logger: { warn(fields: object, sentence: string): void };
  now: () => number;
  randomBytes: RandomBytes;
}

/** Who has a letter sent. */
export interface Writer {
  member: MemberId;
  isGuest: boolean;
  /** Where the request came from. */
  network: string;
}

/** Everything in the catalog is rewritten with each change, so no document fills it. */
const mostMembers = 2_000;

/** @param origin such as `https://write.example.org`, to which the addresses of links belong. */
export function sharingOf(needs: SharingNeeds, asker: MemberId, documentId: DocumentId, origin: string): Sharing {
  const { catalog, now, tokens } = needs;
  const document = documentIn(catalog, documentId);
  if (document === undefined) throw noSuchDocument();
  const { data } = catalog;
  const emailOf = emailsFor(data, asker);
  const invitations = entriesOf(document.invitations).map(
    ([id, { email, role, by, at, isSent }]): PendingInvitation => ({
      id,
      email,
      role,
      by: shownPerson(data, by),
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
      by: shownPerson(data, by),
      at,
      expiresAt,
    }),
  );
  return {
    members: membersOf(catalog, documentId, now()).map((member) => ({
      ...shownPerson(data, member.id),
      ...member,
      email: emailOf(member.id, document.members[member.id]),
      invitedAs: invitedAddressOf(document.members[member.id]),
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
  who: { email: string } | { member: MemberId },
): MemberId | null {
  const { data } = catalog;
  if ("email" in who) {
    const found = memberOfEmail(data, who.email);
    return found?.isVerified === true && isSomebody(data, found.id) ? found.id : null;
  }
  if (!isSomebody(data, who.member)) throw refuse("not-found", "There is no such person on this server.");
  return who.member;
}

/**
 * Makes somebody a member by name, or changes what they may do. Whoever came by a link then stays without it.
 *
 * @param email the address that the asker typed for them, if that is how they were named.
 */
export async function giveRole(
  needs: SharingNeeds,
  asker: MemberId,
  documentId: DocumentId,
  { member, role, email, mustBeThere }: { member: MemberId; role: Role; email?: string; mustBeThere: boolean },
): Promise<void> {
  const at = needs.now();
  await needs.records.change(asker, (data) => {
    const document = documentFor(data, asker, documentId, at);
    const known = document.members[member];
    const present = membersOf({ data }, documentId, at);
    if (mustBeThere && !present.some(({ id }) => id === member)) throw notThere();
    // They may have become part of an account since they were chosen.
    if (data.members[member]?.aliasOf !== undefined) throw notThere();
    if (known === undefined) mustHaveRoom(document);
    const typed: TypedAddress | undefined = email === undefined ? known?.typed : { email, by: asker };
    const isTold = email === undefined || (known?.typed?.email === email && known.typed.by === asker);
    if (known !== undefined && known.role === role && known.via === undefined && isTold) return [];
    if (role !== "owner") keepAnOwner(document, present, member);
    const color = known?.color ?? colourFor(document, member);
    const membership = { role, color, since: known?.since ?? at, ...(typed === undefined ? {} : { typed }) };
    const before = known === undefined ? null : membershipRole(document, known, at);
    const isLowered = asker !== member && before !== null && isMore(before, role);
    return [{ what: "membership", documentId, member, membership, ...(isLowered ? shutOutOfLinks(document, at) : {}) }];
  });
}

/**
 * Takes all rights away. Everybody may leave; only owners send others away, who then do not come back by the links that there are; the
 * last owner stays.
 */
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
    const shutOut = asker === member ? {} : shutOutOfLinks(document, at);
    return [{ what: "membership", documentId, member, membership: null, ...shutOut }];
  });
}

/** A document without links has none to be shut out of. */
function shutOutOfLinks({ links = {} }: CatalogDocument, at: number): { shutOutAt?: number } {
  return Object.keys(links).length === 0 ? {} : { shutOutAt: at };
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
