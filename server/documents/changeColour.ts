import { hexOf, type MemberColour } from "../../shared/colour.ts";
import { mayTake } from "../../shared/colourChoice.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { News } from "../../shared/news.ts";
import { refuse } from "../../shared/refusal.ts";
import { documentIn, noSuchDocument, requireRight } from "../access/access.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import type { Asker } from "./documentSummary.ts";

export interface ChangeColourNeeds {
  catalog: Catalog;
  rooms: Pick<Rooms, "reviewMember">;
  /** Tells the pages that have the document open. */
  announce: (documentId: DocumentId, news: News) => void;
  now: () => number;
}

/**
 * Gives a member another colour in one document: the one they chose, as long as nobody else can be mistaken for them by it. On disk
 * first, then their carets wear it, and every open page draws old text in it.
 */
export async function changeColour(
  needs: ChangeColourNeeds,
  { memberId }: Asker,
  documentId: DocumentId,
  color: MemberColour,
): Promise<void> {
  const { catalog, now, announce, rooms } = needs;
  const own = ownColour(catalog, now, memberId, documentId);
  // The catalog is not rewritten for the colour that is there.
  if (own.hue === color.hue && own.step === color.step) return;
  mustBeFree(catalog.data, memberId, documentId, color, own);
  await catalog.change((data) => {
    // Asked again: somebody else may have taken it while this waited.
    mustBeFree(data, memberId, documentId, color, ownColour({ data }, now, memberId, documentId));
    const membership = data.documents[documentId]?.members[memberId];
    if (membership !== undefined) membership.color = color;
  });
  rooms.reviewMember(memberId, memberId);
  announce(documentId, { news: "colourChanged", member: memberId, color: hexOf(color) });
}

/** Whoever may read has a caret, and with it a colour of their own. */
function ownColour(
  catalog: Pick<Catalog, "data">,
  now: () => number,
  memberId: MemberId,
  documentId: DocumentId,
): MemberColour {
  requireRight({ catalog, now }, memberId, documentId, "read");
  const membership = documentIn(catalog, documentId)?.members[memberId];
  // Admins look after a recovered document without being on it.
  if (membership === undefined)
    throw refuse("forbidden", "Only members of a document have a colour of their own in it.");
  return membership.color;
}

function mustBeFree(
  data: Readonly<CatalogData>,
  memberId: MemberId,
  documentId: DocumentId,
  color: MemberColour,
  own: MemberColour,
): void {
  const document = documentIn({ data }, documentId);
  if (document === undefined) throw noSuchDocument();
  const others = Object.entries(document.members).filter(([member]) => member !== memberId);
  const isFree = mayTake(
    color,
    own,
    others.map(([, membership]) => membership.color),
  );
  if (!isFree) throw refuse("taken", "This colour is too close to somebody else's in this document.");
}
