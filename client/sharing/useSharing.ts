import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { DocumentId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { documentQuery, sharingQuery } from "../api/documentQuery.ts";
import { listsKey } from "../api/queries.ts";

const askAgainMs = 10_000;

/** Asks anew whenever it comes on the screen, and while it stays: people come by links without anybody here doing something. */
export function useSharing(id: DocumentId) {
  return useQuery({ ...sharingQuery(id), refetchOnMount: "always", refetchInterval: askAgainMs });
}

/** Has what is on the screen asked anew: somebody may have come or gone. */
export function useAskAgain(id: DocumentId): () => void {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: sharingQuery(id).queryKey }), [client, id]);
}

/**
 * Asks for a change; its answer is the new state, so nothing is guessed before the server has said yes.
 *
 * @param after runs once it has, also when the row that asked is gone by then because the list was asked for again meanwhile.
 */
export function useSharingChange(id: DocumentId, after?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: () => Promise<Sharing>) => ask(),
    onSuccess(sharing) {
      client.setQueryData(sharingQuery(id).queryKey, sharing);
      void client.invalidateQueries({ queryKey: documentQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: listsKey });
      after?.();
    },
    onError() {
      // It may have been refused because somebody else changed it meanwhile.
      void client.invalidateQueries({ queryKey: sharingQuery(id).queryKey });
    },
  });
}
