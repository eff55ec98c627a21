import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { View } from "../../shared/library.ts";
import { type Access, type AccessSource, accessOf } from "../access/access.ts";
import type { Stars } from "./stars.ts";

/** Says of each document whether it stands in a view of the asker's library, at the moment in which that is asked. */
export async function viewOf(
  needs: { catalog: AccessSource; stars: Pick<Stars, "of">; now: () => number },
  asker: { memberId: MemberId },
  view: View,
): Promise<(documentId: DocumentId) => boolean> {
  const starred = await needs.stars.of(asker.memberId);
  return (documentId) => {
    const access = accessOf(needs.catalog, asker.memberId, documentId, needs.now());
    return access !== null && isInView(view, access, starred.has(documentId));
  };
}

function isInView(view: View, { role, shelf }: Access, isStarred: boolean): boolean {
  switch (view) {
    case "all":
      return shelf === "library";
    case "mine":
      return shelf === "library" && role === "owner";
    case "shared":
      return shelf === "library" && role !== "owner";
    case "starred":
      return shelf === "library" && isStarred;
    case "archived":
      return shelf === "archive";
    case "trash":
      return shelf === "trash";
    default:
      return view satisfies never;
  }
}
