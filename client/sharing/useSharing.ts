import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DocumentId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { documentQuery, sharingQuery } from "../api/documentQuery.ts";
import { listsKey } from "../api/queries.ts";

export function useSharing(id: DocumentId) {
  return useQuery(sharingQuery(id));
}

/** Asks for a change; its answer is the new state, so nothing is guessed before the server has said yes. */
export function useSharingChange(id: DocumentId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ask: () => Promise<Sharing>) => ask(),
    onSuccess(sharing) {
      client.setQueryData(sharingQuery(id).queryKey, sharing);
      void client.invalidateQueries({ queryKey: documentQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: listsKey });
    },
    onError() {
      // It may have been refused because somebody else changed it meanwhile.
      void client.invalidateQueries({ queryKey: sharingQuery(id).queryKey });
    },
  });
}
