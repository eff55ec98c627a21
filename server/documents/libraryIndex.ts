import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { CatalogData, CatalogDocument } from "../storage/catalog.ts";

/** Which documents a member may have anything to do with, so that nobody's list begins with a look at everybody's documents. */
export interface LibraryIndex {
  /** What they are members of, and for admins what was recovered. Whether they may read it, `accessOf` says. */
  documentsOf(member: MemberId): DocumentId[];
}

/**
 * Follows the catalog by looking at it whenever something is asked. A change of the catalog leaves everything that it does not concern
 * the same object, so that finding what is new costs a comparison for each document.
 */
export function createLibraryIndex(catalog: {
  readonly data: Readonly<Pick<CatalogData, "documents" | "members">>;
}): LibraryIndex {
  let seen: CatalogData["documents"] | null = null;
  const known = new Map<DocumentId, CatalogDocument>();
  const byMember = new Map<MemberId, Set<DocumentId>>();
  const recovered = new Set<DocumentId>();

  return {
    documentsOf(member) {
      look();
      const own = byMember.get(member);
      if (catalog.data.members[member]?.isAdmin !== true) return own === undefined ? [] : [...own];
      return [...new Set([...(own ?? []), ...recovered])];
    },
  };

  function look(): void {
    const { documents } = catalog.data;
    if (documents === seen) return;
    seen = documents;
    let count = 0;
    for (const key in documents) {
      const id = key as DocumentId;
      const document = documents[id] as CatalogDocument;
      count++;
      if (known.get(id) !== document) take(id, document);
    }
    if (count === known.size) return;
    for (const id of known.keys()) if (!Object.hasOwn(documents, id)) drop(id);
  }

  function take(id: DocumentId, document: CatalogDocument): void {
    const before = known.get(id);
    known.set(id, document);
    if (document.recovered === true) recovered.add(id);
    else recovered.delete(id);
    if (before?.members === document.members) return;
    for (const member of membersIn(before)) if (!Object.hasOwn(document.members, member)) remove(member, id);
    for (const member of membersIn(document)) {
      const own = byMember.get(member);
      if (own === undefined) byMember.set(member, new Set([id]));
      else own.add(id);
    }
  }

  function drop(id: DocumentId): void {
    for (const member of membersIn(known.get(id))) remove(member, id);
    known.delete(id);
    recovered.delete(id);
  }

  function remove(member: MemberId, id: DocumentId): void {
    const own = byMember.get(member);
    own?.delete(id);
    if (own?.size === 0) byMember.delete(member);
  }
}

function membersIn(document: CatalogDocument | undefined): MemberId[] {
  return document === undefined ? [] : (Object.keys(document.members) as MemberId[]);
}
