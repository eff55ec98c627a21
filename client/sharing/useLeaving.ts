import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { listsKey, searchesKey } from "../api/queries.ts";
import { leaveDocument } from "../api/sharing.ts";

/** Gives up one's own access. The lists ask again; the document itself does not, for it is no longer to be seen. */
export function useLeaving(left: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, me }: { id: DocumentId; me: MemberId }) => leaveDocument(id, me),
    onSuccess() {
      left();
      for (const queryKey of [listsKey, searchesKey]) void client.invalidateQueries({ queryKey });
    },
  });
}
