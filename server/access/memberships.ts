/** Setting down in a document who is a member of it, and remembering who was. */
import type { MemberColour } from "../../shared/colour.ts";
import { chooseColour } from "../../shared/colourChoice.ts";
import type { MemberId } from "../../shared/ids.ts";
import type { CatalogDocument, CatalogMembership } from "../storage/catalog.ts";

const maxFormer = 200;

export function setMembership(document: CatalogDocument, member: MemberId, membership: CatalogMembership): void {
  document.members[member] = membership;
  delete document.former?.[member];
}

/** Who is no member is passed over, so that doing it again changes nothing. */
export function endMembership(
  document: CatalogDocument,
  member: MemberId,
  { linkEnded }: { linkEnded: boolean },
): void {
  const membership = document.members[member];
  if (membership === undefined) return;
  delete document.members[member];
  document.former = { ...document.former, [member]: { color: membership.color, ...(linkEnded ? { linkEnded } : {}) } };
  const tooMany = Object.keys(document.former).length - maxFormer;
  for (const first of Object.keys(document.former).slice(0, Math.max(0, tooMany)))
    delete document.former[first as MemberId];
}

/** The colour of somebody who is becoming a member: the one that they had, or one that is nobody's and was nobody's. */
export function colourFor({ members, former = {} }: CatalogDocument, member: MemberId): MemberColour {
  const known = former[member]?.color;
  if (known !== undefined) return known;
  const present = Object.values(members).map(({ color }) => color);
  return chooseColour(
    present,
    Object.values<{ color: MemberColour }>(former).map(({ color }) => color),
  );
}
