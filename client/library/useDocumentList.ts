import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { DocumentSummary } from "../../shared/api.ts";
import type { Order, View } from "../../shared/library.ts";
import type { Failure } from "../api/failure.ts";
import { type KeptList, listQuery } from "../api/queries.ts";

const soonMs = 3_000;
const laterMs = 30_000;

export interface ListNow {
  /** Undefined until the first answer. */
  documents: DocumentSummary[] | undefined;
  /** How many the view has, those included that are not loaded. */
  total: number;
  /** Why the last question got no answer, told at the first failure and not after the tries that follow it. */
  trouble: Failure | null;
  /** What is shown was asked for since the view is open; before that it may be older than what the person just wrote. */
  isFresh: boolean;
  /** When what is shown came, epoch milliseconds. */
  at: number;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  askAgain: () => void;
}

/** One view of the library as the server keeps it, page after page, fresh while somebody looks at it. */
export function useDocumentList(view: View, order: Order): ListNow {
  const list = useInfiniteQuery({
    ...listQuery(view, order),
    refetchInterval: ({ state }) => refreshMs(state),
    refetchOnMount: "always",
    refetchOnWindowFocus: "always",
  });
  const more = useNextPage(list, `${view} ${order}`);
  const trouble = useLastTrouble(list.error ?? list.failureReason, list.isSuccess);
  const documents = list.data && withoutRepeats(list.data);
  return {
    documents,
    total: Math.max(list.data?.pages.at(-1)?.total ?? 0, documents?.length ?? 0),
    trouble,
    isFresh: list.isFetchedAfterMount && list.failureReason === null,
    at: list.dataUpdatedAt,
    hasMore: list.hasNextPage,
    isLoadingMore: more.isOnItsWay,
    loadMore: more.want,
    askAgain: () => void list.refetch(),
  };
}

interface NextPage {
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Asks for the next page once the list is not being refreshed: at the same time, one would cut the other short. */
function useNextPage({ hasNextPage, isFetching, isFetchingNextPage, fetchNextPage }: NextPage, list: string) {
  const [wanted, setWanted] = useState<string | null>(null);
  const isWanted = wanted === list && hasNextPage;
  useEffect(() => {
    if (!isWanted || isFetching) return;
    setWanted(null);
    void fetchNextPage();
  }, [isWanted, isFetching, fetchNextPage]);
  return { isOnItsWay: isWanted || isFetchingNextPage, want: () => setWanted(list) };
}

/** What moved up between two questions is on both pages; the first has the newer place. */
function withoutRepeats({ pages }: KeptList): DocumentSummary[] {
  const byId = new Map<string, DocumentSummary>();
  for (const document of pages.flatMap(({ documents }) => documents)) {
    if (!byId.has(document.id)) byId.set(document.id, document);
  }
  return [...byId.values()];
}

/** A trouble stands until an answer comes: asking again is no news, and would otherwise make the page flicker. */
function useLastTrouble(trouble: Failure | null, isSuccess: boolean): Failure | null {
  const [last, setLast] = useState<Failure | null>(null);
  const now = trouble ?? (isSuccess ? null : last);
  if (now !== last) setLast(now);
  return now;
}

/**
 * Soon after a failure, and while a first line is not known, which is worked out within seconds of the last edit. Every page is asked for
 * again, so the more there are, the longer they rest.
 */
function refreshMs({ data, fetchFailureReason }: { data: KeptList | undefined; fetchFailureReason: unknown }): number {
  const isWaiting =
    fetchFailureReason !== null ||
    data?.pages.some(({ documents }) => documents.some(({ firstLine }) => firstLine === null));
  return (isWaiting ? soonMs : laterMs) * Math.max(1, data?.pages.length ?? 1);
}
