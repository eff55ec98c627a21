import { expect, test } from "vitest";
import type { LinkId, MemberId } from "../../shared/ids.ts";
import type { ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { cameBy, mostByLink, openLinksOf } from "./openLinks.ts";

const now = 1_000;
const by = { id: "a".repeat(26) as MemberId, name: "Ana" };
const link = (id: string, role: ShareLink["role"], expiresAt: number | null = null): ShareLink => ({
  id: id.repeat(26) as LinkId,
  role,
  url: "https://here/s/x",
  by,
  at: 0,
  expiresAt,
});
const sharing = (links: ShareLink[], linksClosed = false): Sharing => ({
  members: [],
  invitations: [],
  links,
  linksClosed,
});

test("what anyone may do is the most that an open link allows", () => {
  expect(mostByLink(sharing([]), now)).toBeNull();
  expect(mostByLink(sharing([link("a", "viewer"), link("b", "editor"), link("c", "commenter")]), now)).toBe("editor");
});

test("a link that has run out, or that is closed for now, lets nobody in", () => {
  const links = [link("a", "editor", now), link("b", "viewer", now + 1)];
  expect(openLinksOf(sharing(links), now).map(({ role }) => role)).toEqual(["viewer"]);
  expect(mostByLink(sharing(links, true), now)).toBeNull();
});

test("those who go with a link are the ones who came by it", () => {
  const color = { hue: 20, step: 1 } as const;
  const member = (via: LinkId | null) => ({
    ...by,
    email: null,
    invitedAs: null,
    role: "viewer" as const,
    color,
    since: 0,
    via,
  });
  const [a, b] = [link("a", "viewer"), link("b", "viewer")];
  const members = [member(a.id), member(null), member(b.id), member(a.id)];
  expect(cameBy({ ...sharing([a, b]), members }, a)).toBe(2);
});
