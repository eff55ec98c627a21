import { type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import type { DocumentList } from "../../shared/api.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { createDocument, renameDocument } from "../api/documents.ts";
import type { Failure } from "../api/failure.ts";
import { documentsQuery, withTitle } from "../api/queries.ts";

const soonMs = 3_000;
const laterMs = 30_000;

/** The shelf as the server keeps it, fresh while somebody looks at it, and what can be done with it. */
export function useLibrary() {
  const client = useQueryClient();
  const list = useQuery({
    ...documentsQuery,
    refetchInterval: ({ state }) => refreshMs(state),
    refetchOnMount: "always",
    refetchOnWindowFocus: "always",
  });

  const rename = useMutation({
    mutationFn: ({ id, title }: { id: DocumentId; title: string }) => renameDocument(id, title),
    // An answer that was on its way before the rename would show the old title again.
    onMutate: () => client.cancelQueries({ queryKey: documentsQuery.queryKey }),
    onSuccess: (_answer, { id, title }) => {
      client.setQueryData(documentsQuery.queryKey, withTitle(id, title));
    },
    onSettled: () => void client.invalidateQueries({ queryKey: documentsQuery.queryKey }),
  });

  return {
    list,
    /** Why the last question got no answer, told at the first failure and not after the tries that follow it. */
    trouble: useLastTrouble(list),
    /** What is shown was asked for since the page is open; before that it may be older than what the person just wrote. */
    isFresh: list.isFetchedAfterMount && list.failureReason === null,
    create: useCreate(),
    rename,
  };
}

/** A trouble stands until an answer comes: asking again is no news, and would otherwise make the page flicker. */
function useLastTrouble({ error, failureReason, isSuccess }: UseQueryResult<DocumentList>): Failure | null {
  const [last, setLast] = useState<Failure | null>(null);
  const now = error ?? failureReason ?? (isSuccess ? null : last);
  if (now !== last) setLast(now);
  return now;
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

/** Soon after a failure, and while a first line is not known, which is worked out within seconds of the last edit. */
function refreshMs({
  data,
  fetchFailureReason,
}: {
  data: DocumentList | undefined;
  fetchFailureReason: unknown;
}): number {
  const isWaiting = fetchFailureReason !== null || data?.documents.some(({ firstLine }) => firstLine === null);
  return isWaiting ? soonMs : laterMs;
}
