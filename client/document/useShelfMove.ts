import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DocumentId } from "../../shared/ids.ts";
import type { ShelfMove } from "../../shared/library.ts";
import { documentChanged, documentQuery } from "../api/documentQuery.ts";
import { moveDocument } from "../api/library.ts";

/** Moves a document to another shelf. Open pages, this one too, learn what it means for them by socket. */
export function useShelfMove(id: DocumentId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (move: ShelfMove) => moveDocument(id, move),
    onSuccess(document) {
      documentChanged(client);
      client.setQueryData(documentQuery(id).queryKey, document);
    },
  });
}
