import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLocation } from "wouter";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import type { Template } from "../../shared/library.ts";
import { createDocument } from "../api/documents.ts";
import { listsKey } from "../api/queries.ts";

export function newDocumentId(): DocumentId {
  return makeId<DocumentId>((count) => crypto.getRandomValues(new Uint8Array(count)));
}

/** Makes a document, blank or from a template, and goes straight into it. */
export function useCreate() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  // Kept over failures, so that a try whose answer was lost does not leave an empty document behind.
  const wanted = useRef<{ id: DocumentId; template: Template | null } | null>(null);
  return useMutation({
    mutationFn: (template: Template | null) => {
      if (wanted.current?.template !== template) wanted.current = { id: newDocumentId(), template };
      const { id } = wanted.current;
      return createDocument(template === null ? { id } : { id, template });
    },
    onSuccess: () => {
      if (wanted.current !== null) navigate(`/d/${wanted.current.id}`);
      wanted.current = null;
      void client.invalidateQueries({ queryKey: listsKey });
    },
  });
}
