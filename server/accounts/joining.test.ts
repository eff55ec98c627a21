import { expect, test } from "vitest";
import type { LinkId, MemberId } from "../../shared/ids.ts";
import type { CatalogData, CatalogMembership } from "../storage/catalog.ts";
import { emptyCatalog } from "../storage/catalogShape.ts";
import { passwordOf, userOfEmail } from "./accountRows.ts";
import { addGuest, becomeAlias, makeAccount, planMoves } from "./joining.ts";

const guestColour = { hue: 10, step: 0 as const };
const ownColour = { hue: 200, step: 1 as const };
const [guest, account] = ["guest", "account"] as unknown as [MemberId, MemberId];
const link = (name: string) => name as unknown as LinkId;

type Given = Omit<CatalogMembership, "color" | "since">;

function catalogWith(guests: Given, own: Given | null): CatalogData {
  const data = emptyCatalog();
  const [at, createdBy] = [1, guest];
  addGuest(data, { at, userId: "g", accountId: "-", memberId: guest }, "Ana");
  const made = { at, userId: "a", accountId: "c", memberId: account };
  const credential = { password: "hashed" };
  const ask = { name: "Ana", email: "ana@x.org", emailVerified: false, credential, guestId: null, isAdmin: false };
  makeAccount(data, made, ask);
  const members: Record<MemberId, CatalogMembership> = { [guest]: { ...guests, color: guestColour, since: 5 } };
  if (own !== null) members[account] = { ...own, color: ownColour, since: 9 };
  Object.assign(data.documents, { one: { title: "", createdAt: at, createdBy, members } });
  return data;
}

const movesOf = (data: CatalogData) => planMoves(data, guest, account)(data);

function merged(guests: Given, own: Given | null): CatalogMembership | null {
  const changes = movesOf(catalogWith(guests, own));
  expect(changes.at(-1)).toMatchObject({ member: guest, membership: null });
  const [change] = changes;
  return change?.what === "membership" && change.member === account ? change.membership : null;
}

test.each<[string, Given, Given | null, object]>([
  ["what only the guest had", { role: "editor" }, null, { role: "editor", color: guestColour, since: 5 }],
  [
    "the higher role of the guest",
    { role: "editor" },
    { role: "viewer" },
    { role: "editor", color: ownColour, since: 5 },
  ],
  [
    "the higher role of the account",
    { role: "viewer" },
    { role: "owner" },
    { role: "owner", color: ownColour, since: 5 },
  ],
  [
    "a higher role by a link, and what was given by name below it",
    { role: "editor", via: link("l") },
    { role: "viewer" },
    { role: "editor", via: "l", named: "viewer", color: ownColour, since: 5 },
  ],
  [
    "the same role by name, which no revoked link takes away",
    { role: "editor" },
    { role: "editor", via: link("l") },
    { role: "editor", color: ownColour, since: 5 },
  ],
  [
    "the better of two links, and the better of two names",
    { role: "commenter", via: link("l"), named: "viewer" },
    { role: "editor", via: link("m"), named: "commenter" },
    { role: "editor", via: "m", named: "commenter", color: ownColour, since: 5 },
  ],
])("the account gets %s", (_what, guests, own, expected) => {
  expect(merged(guests, own)).toEqual(expected);
});

test("after it nobody can sign in as the guest, whose name still leads to the account", () => {
  const data = catalogWith({ role: "owner" }, null);
  data.members["earlier" as MemberId] = { name: "Ana", createdAt: 0, aliasOf: guest };
  becomeAlias(data, "g", account);
  expect(data.members[guest]?.aliasOf).toBe(account);
  expect(data.members["earlier" as MemberId]?.aliasOf).toBe(account);
  expect(Object.values(data.memberOfAccount)).toEqual([account]);
  expect(data.accounts.user).toHaveLength(1);
  expect(Object.values(data.documents)[0]?.createdBy).toBe(account);
  becomeAlias(data, "g", account);
  expect(data.members[account]?.aliasOf).toBeUndefined();
});

test("what the guest still has at that moment becomes the account's in the same change", () => {
  const data = catalogWith({ role: "owner" }, { role: "viewer" });
  becomeAlias(data, "g", account);
  expect(Object.values(data.documents)[0]?.members).toEqual({
    [account]: { role: "owner", color: ownColour, since: 5 },
  });
});

test("what is planned to move does not depend on documents that come while it does", () => {
  const data = catalogWith({ role: "owner" }, null);
  const moves = planMoves(data, guest, account);
  const later = { ...data, documents: { ...data.documents, ...catalogWith({ role: "owner" }, null).documents } };
  Object.assign(later.documents, { two: Object.values(data.documents)[0] });
  expect(moves(later)).toEqual(moves(data));
});

test("nobody signs in with the address that a guest is given, though it looks like one", () => {
  const data = catalogWith({ role: "owner" }, null);
  const address = String(data.accounts.user?.[0]?.email);
  expect(address).toContain("@");
  expect(userOfEmail(data, address)).toBeNull();
  expect(passwordOf(data, "g")).toBeNull();
});
