import { type RefObject, useEffect, useRef } from "react";
import type { SearchNow } from "./useSearchInLibrary.ts";

/**
 * The way down from the search field into the list. Whoever presses Enter before the answer is there does not mean a row of the question
 * before: the step waits for the answer, unless the keyboard has left the field by then.
 */
export function useFirstFound(
  search: SearchNow,
  focusFirst: () => void,
  field: RefObject<HTMLInputElement | null>,
): () => void {
  const isWaiting = useRef(false);
  const isSettled = search.is === "off" || search.is === "failed" || (search.is === "found" && search.isCurrent);
  useEffect(() => {
    if (!isWaiting.current || !isSettled) return;
    isWaiting.current = false;
    if (document.activeElement === field.current) focusFirst();
  });
  return () => {
    isWaiting.current = !isSettled;
    if (isSettled) focusFirst();
  };
}
