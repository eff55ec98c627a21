import { useSyncExternalStore } from "react";

const query = "(max-width: 600px)";

/** Whether the window is as narrow as a phone; the style sheets ask by the same 600 px. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
