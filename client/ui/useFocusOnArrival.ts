import { type RefObject, useEffect, useState } from "react";

let isFirstPage = true;

/**
 * Puts the keyboard onto a page that took the place of another, where it would otherwise fall back to the start of the
 * window and say nothing. The first page of a tab leaves it to the browser, and a field that took it keeps it.
 */
export function useFocusOnArrival(target: RefObject<HTMLElement | null>): void {
  const [isArrival] = useState(() => !isFirstPage);
  useEffect(() => {
    isFirstPage = false;
    if (!isArrival || isTaken()) return;
    target.current?.focus({ preventScroll: true });
  }, [isArrival, target]);
}

function isTaken(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}
