import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { DocumentId } from "../../shared/ids.ts";
import { fetchDocument } from "./documents.ts";
import { fetchSharing } from "./sharing.ts";

/** One document as its members see it. */
export function documentQuery(id: DocumentId) {
  return queryOptions({ queryKey: ["documents", "one", id] as const, queryFn: () => fetchDocument(id) });
}

/** Who may do what with it; for those who may share it. */
export function sharingQuery(id: DocumentId) {
  return queryOptions({ queryKey: ["documents", "sharing", id] as const, queryFn: () => fetchSharing(id) });
}

/** Something about a document has changed: whatever shows it asks again. */
export function documentChanged(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["documents"] });
}
