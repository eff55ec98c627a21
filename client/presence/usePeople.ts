import { useSyncExternalStore } from "react";
import type { PersonHere, PresenceStore } from "./presenceStore.ts";

export function usePeople(store: PresenceStore): readonly PersonHere[] {
  return useSyncExternalStore(store.subscribe, store.people);
}
