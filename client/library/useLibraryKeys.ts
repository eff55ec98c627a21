import { useEffect, useEffectEvent } from "react";
import { commandOf, indexAfter, type LibraryCommand, wantsKeys } from "./libraryKeys.ts";
import type { Rows } from "./useRows.ts";

export interface LibraryKeys {
  rows: Rows;
  count: number;
  /** The next rows, when the keyboard has reached the last one that is loaded. */
  onEnd: () => void;
  /** Everything but moving; `index` is the row that the keyboard is in, or -1. False when there was nothing to do. */
  onCommand: (command: LibraryCommand, index: number) => boolean;
}

/** Works the library by keys, as long as neither a field nor a dialog wants them. */
export function useLibraryKeys({ rows, count, onEnd, onCommand }: LibraryKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || wantsKeys(event.target) || document.querySelector("[role=dialog], [role=menu]"))
      return;
    const command = commandOf(event);
    if (command === null) return;
    const focused = rows.focusedIndex();
    const index = indexAfter(command, focused, count);
    if (index !== null) {
      if (index === focused && command === "next") onEnd();
      rows.focusIndex(index);
    } else if (!onCommand(command, focused)) return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
