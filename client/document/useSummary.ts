import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { DocumentSummary } from "../../shared/api.ts";
import { type DrawnColour, drawnColour } from "../../shared/colour.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { readPresence } from "../../shared/readPresence.ts";
import { documentQuery, sharingQuery } from "../api/documentQuery.ts";
import { type KeptList, listsKey, withTitle } from "../api/queries.ts";
import type { Connection } from "./connection.ts";
import type { PageState } from "./useConnection.ts";

/** What the server knows of the document beside its text. Asked again whenever the socket says that something of it has changed. */
export function useSummary(
  id: DocumentId,
  { status, accessChange, colours }: Pick<PageState, "status" | "accessChange" | "colours">,
): DocumentSummary | undefined {
  const { data, refetch } = useQuery({ ...documentQuery(id), enabled: status.is === "live" });
  useEffect(() => {
    if (accessChange !== null || colours.size > 0) void refetch();
  }, [accessChange, colours, refetch]);
  return data;
}

/** The name of a member: from the document's members, or from those who are here. */
export function useNameOf(
  { awareness }: Connection,
  summary: DocumentSummary | undefined,
): (member: MemberId) => string | null {
  return useCallback(
    (member) => {
      const known = summary?.members.find(({ id }) => id === member)?.name;
      if (known !== undefined) return known;
      for (const state of awareness.getStates().values()) {
        const person = readPresence(state)?.person;
        if (person?.member === member) return person.name;
      }
      return null;
    },
    [awareness, summary],
  );
}

/**
 * The colour of a member: as those who are here wear it, or as the document keeps it. Whatever shows who did something asks here, and
 * draws by `memberColour`: when a member takes another colour, all of it follows.
 */
export function useColourOf(
  { awareness }: Connection,
  summary: DocumentSummary | undefined,
  colours: PageState["colours"],
): (member: MemberId) => DrawnColour | undefined {
  return useCallback(
    (member) => {
      for (const state of awareness.getStates().values()) {
        const person = readPresence(state)?.person;
        if (person?.member === member) return drawnColour(person.color);
      }
      const known = colours.get(member) ?? summary?.members.find(({ id }) => id === member)?.color;
      return known === undefined ? undefined : drawnColour(known);
    },
    [awareness, summary, colours],
  );
}

/**
 * Who comes by a link is here at once, and belongs into the list of those who have access. It is asked for again while it is on the
 * screen, and only then: of many who come together nobody else needs to hear twice.
 */
export function useSharingInStep(id: DocumentId, { awareness }: Connection): void {
  const client = useQueryClient();
  useEffect(() => {
    const look = ({ added, removed }: { added: number[]; removed: number[] }) => {
      if (added.length + removed.length > 0) {
        void client.invalidateQueries({ queryKey: sharingQuery(id).queryKey });
      }
    };
    awareness.on("change", look);
    return () => awareness.off("change", look);
  }, [client, id, awareness]);
}

/** The library draws what it has before it asks again; the title at least shall be this one. */
export function useTitleInLibrary(id: DocumentId, title: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (title !== null) client.setQueriesData<KeptList>({ queryKey: listsKey }, withTitle(id, title));
  }, [client, id, title]);
}
