import { expect, test } from "vitest";
import { type DocumentId, type LinkId, type MemberId, makeId } from "../../shared/ids.ts";
import { type Action, can, type Role, roles, type Shelf, shelves } from "../../shared/member.ts";
import { Refusal } from "../../shared/refusal.ts";
import { createRandom } from "../simulation/random.ts";
import type { CatalogData, CatalogDocument, CatalogMember, CatalogMembership } from "../storage/catalog.ts";
import { accessOf, hasOpenLink, membersOf, requireRight } from "./access.ts";

const random = createRandom(1);
const id = makeId<DocumentId>(random.bytes);
const member = makeId<MemberId>(random.bytes);
const link = makeId<LinkId>(random.bytes);
const color = { hue: 20, step: 1 } as const;
const now = 1_000;
const expiringLink = (expiresAt: number | null) => ({
  [link]: { role: "editor", tokenHash: "", by: member, at: 1, expiresAt } as const,
});

function catalogWith(
  membership: Partial<CatalogMembership> | null,
  document: Partial<CatalogDocument> = {},
  person: Partial<CatalogMember> = {},
): { data: Pick<CatalogData, "members" | "documents"> } {
  const members = membership === null ? {} : { [member]: { role: "editor" as const, color, since: 1, ...membership } };
  return {
    data: {
      members: { [member]: { name: "Ana", createdAt: 1, ...person } },
      documents: { [id]: { title: "Minutes", createdAt: 1, createdBy: null, members, ...document } },
    },
  };
}

const roleIn = (...catalog: Parameters<typeof catalogWith>): Role | null =>
  accessOf(catalogWith(...catalog), member, id, now)?.role ?? null;

test("a membership gives its role, and without one, or without a member or a document, there is none", () => {
  for (const role of roles) expect(roleIn({ role })).toBe(role);
  expect(roleIn(null)).toBeNull();
  expect(accessOf(catalogWith({}), makeId<MemberId>(random.bytes), id, now)).toBeNull();
  expect(accessOf(catalogWith({}), member, makeId<DocumentId>(random.bytes), now)).toBeNull();
  expect(accessOf(catalogWith({}), member, "constructor" as DocumentId, now)).toBeNull();
});

test("whoever is suspended has no access anywhere", () => {
  expect(roleIn({ role: "owner" }, {}, { suspended: { by: null, at: 1 } })).toBeNull();
});

test("who came by a link has access for as long as it is open", () => {
  expect(roleIn({ via: link }, { links: expiringLink(null) })).toBe("editor");
  expect(roleIn({ via: link }, { links: expiringLink(now + 1) })).toBe("editor");
  expect(roleIn({ via: link }, { links: expiringLink(now) })).toBeNull();
  expect(roleIn({ via: link }, { links: {} })).toBeNull();
  expect(roleIn({ via: link }, {})).toBeNull();
  expect(roleIn({ via: link }, { links: expiringLink(null), linksClosed: true })).toBeNull();
  expect(roleIn({ via: link, named: "viewer" }, { links: expiringLink(null) })).toBe("editor");
  expect(roleIn({ via: link, named: "viewer" }, {})).toBe("viewer");
});

test("in the trash a document exists for its owners only", () => {
  for (const role of roles) expect(roleIn({ role }, { shelf: "trash" })).toBe(role === "owner" ? "owner" : null);
});

test("a recovered document belongs to the admins, and to nobody by chance", () => {
  expect(roleIn(null, { recovered: true }, { isAdmin: true })).toBe("owner");
  expect(roleIn({ role: "viewer" }, { recovered: true }, { isAdmin: true })).toBe("owner");
  expect(roleIn(null, { recovered: true })).toBeNull();
  expect(roleIn(null, {}, { isAdmin: true })).toBeNull();
  expect(roleIn(null, { recovered: true }, { isAdmin: true, suspended: { by: null, at: 1 } })).toBeNull();
});

test("every action is refused by a code that says what would help", () => {
  const actions: Action[] = ["read", "comment", "edit", "rename", "share", "archive", "delete", "export"];
  const codeOf = (role: Role | null, shelf: Shelf, action: Action): string => {
    const onShelf = shelf === "library" ? {} : { shelf };
    const catalog = catalogWith(role === null ? null : { role }, onShelf);
    try {
      requireRight({ catalog, now: () => now }, member, id, action);
      return "allowed";
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.message).toMatch(/\.$/);
      return error.code;
    }
  };
  for (const action of actions) {
    for (const shelf of shelves) {
      expect(codeOf(null, shelf, action)).toBe("not-found");
      for (const role of roles) {
        const expected = can(role, action, shelf)
          ? "allowed"
          : !can(role, "read", shelf)
            ? "not-found"
            : can(role, action)
              ? "archived"
              : "forbidden";
        expect([role, shelf, action, codeOf(role, shelf, action)]).toEqual([role, shelf, action, expected]);
      }
    }
  }
});

test("the members of a document are those who have a role now, whatever its shelf", () => {
  const links = expiringLink(now);
  expect(membersOf(catalogWith({}, { shelf: "trash" }), id, now)).toEqual([
    { id: member, role: "editor", color, since: 1, via: null },
  ]);
  expect(membersOf(catalogWith({ via: link }, { links }), id, now)).toEqual([]);
  expect(membersOf(catalogWith({ via: link }, { links }), id, now - 1)).toMatchObject([{ via: link }]);
  expect(membersOf(catalogWith({ via: link, named: "viewer" }, { links }), id, now)).toMatchObject([
    { role: "viewer", via: null },
  ]);
  expect(membersOf(catalogWith({}, {}, { suspended: { by: null, at: 1 } }), id, now)).toEqual([]);
});

test("a document is open to anyone with the link while one is open", () => {
  const document = (part: Partial<CatalogDocument>) => catalogWith({}, part).data.documents[id] as CatalogDocument;
  expect(hasOpenLink(document({ links: expiringLink(null) }), now)).toBe(true);
  expect(hasOpenLink(document({ links: expiringLink(now) }), now)).toBe(false);
  expect(hasOpenLink(document({ links: expiringLink(null), linksClosed: true }), now)).toBe(false);
  expect(hasOpenLink(document({}), now)).toBe(false);
});
