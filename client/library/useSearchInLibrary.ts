import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { View } from "../../shared/library.ts";
import type { SearchResult } from "../../shared/libraryApi.ts";
import type { Failure } from "../api/failure.ts";
import { searchQuery } from "../api/queries.ts";

const pauseMs = 200;
const stillReadingMs = 2_000;

export type SearchNow =
  | { is: "off" }
  /** Nothing to show yet. */
  | { is: "searching" }
  | { is: "failed"; failure: Failure; askAgain: () => void }
  /** `isCurrent` is false while the answer to the letters typed last is on its way. */
  | { is: "found"; results: SearchResult[]; isCurrent: boolean; isComplete: boolean };

/** What the server finds for the words being typed, asked once the hand pauses. */
export function useSearchInLibrary(typed: string, view: View): SearchNow {
  const wanted = typed.trim();
  const [paused] = useDebouncedValue(wanted, pauseMs);
  // Nothing is waited for when the field is cleared, nor with words that it brought along.
  const asked = wanted === "" ? "" : paused;
  const answer = useQuery({
    ...searchQuery(asked, view),
    enabled: asked !== "",
    refetchInterval: ({ state }) => (state.data?.isComplete === false ? stillReadingMs : false),
  });
  if (wanted === "") return { is: "off" };
  if (answer.data === undefined || asked === "") {
    return answer.isError && asked === wanted
      ? { is: "failed", failure: answer.error, askAgain: () => void answer.refetch() }
      : { is: "searching" };
  }
  const { results, isComplete } = answer.data;
  return { is: "found", results, isComplete, isCurrent: asked === wanted && !answer.isPlaceholderData };
}
