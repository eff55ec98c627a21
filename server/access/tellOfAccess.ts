import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { AccessChange } from "./accessChanges.ts";

/** Brings changes of access, once they are on disk, to everybody who has the documents open. */
export function tellOfAccess(
  rooms: Pick<Rooms, "reviewAccess" | "reviewMember">,
  changes: readonly AccessChange[],
  by: MemberId | null,
): void {
  const documents = new Set<DocumentId>();
  const members = new Set<MemberId>();
  for (const change of changes) {
    if ("documentId" in change) documents.add(change.documentId);
    else members.add(change.member);
  }
  for (const documentId of documents) rooms.reviewAccess(documentId, by);
  for (const member of members) rooms.reviewMember(member, by);
}
