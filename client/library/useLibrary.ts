import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLocation } from "wouter";
import type { DocumentList } from "../../shared/api.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { createDocument, renameDocument } from "../api/documents.ts";
import { documentsQuery } from "../api/queries.ts";

const refreshMs = 30_000;

/** The shelf as the server keeps it, fresh while somebody looks at it, and what can be done with it. */
export function useLibrary() {
  const client = useQueryClient();
  const list = useQuery({ ...documentsQuery, refetchInterval: refreshMs, refetchOnWindowFocus: "always" });

  const rename = useMutation({
    mutationFn: ({ id, title }: { id: DocumentId; title: string }) => renameDocument(id, title),
    // An answer that was on its way before the rename would show the old title again.
    onMutate: () => client.cancelQueries({ queryKey: documentsQuery.queryKey }),
    onSuccess: (_answer, { id, title }) => {
      client.setQueryData(documentsQuery.queryKey, (shelf) => shelf && withTitle(shelf, id, title));
    },
    onSettled: () => void client.invalidateQueries({ queryKey: documentsQuery.queryKey }),
  });

  return { list, create: useCreate(), rename };
}

/** Makes a document and goes straight into it. */
function useCreate() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  // Kept over failures, so that a try whose answer was lost does not leave an empty document behind.
  const id = useRef<DocumentId | null>(null);
  return useMutation({
    mutationFn: () => {
      id.current ??= makeId<DocumentId>((count) => crypto.getRandomValues(new Uint8Array(count)));
      return createDocument({ id: id.current });
    },
    onSuccess: () => {
      if (id.current !== null) navigate(`/d/${id.current}`);
      id.current = null;
      void client.invalidateQueries({ queryKey: documentsQuery.queryKey });
    },
  });
}

function withTitle(shelf: DocumentList, id: DocumentId, title: string): DocumentList {
  return { documents: shelf.documents.map((document) => (document.id === id ? { ...document, title } : document)) };
}
