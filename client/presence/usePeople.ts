import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { Awareness } from "y-protocols/awareness";
import { type Followed, type Following, openFollowing, type Places } from "./follow.ts";
import { tellOwnPresence } from "./ownPresence.ts";
import type { PersonHere, PresenceStore } from "./presenceStore.ts";

export function usePeople(store: PresenceStore): readonly PersonHere[] {
  return useSyncExternalStore(store.subscribe, store.people);
}

/** Tells the others that somebody is at this page. Before there is an editor, which must know whether its caret is to be hidden. */
export function useOwnPresence(awareness: Awareness): void {
  useLayoutEffect(() => {
    const told = tellOwnPresence(awareness, window);
    return () => told.close();
  }, [awareness]);
}

/** Following on this page; null in the first moment. */
export function useFollowing(awareness: Awareness, places: RefObject<Places | null>): Following | null {
  const [following, setFollowing] = useState<Following | null>(null);
  useEffect(() => {
    const opened = openFollowing(awareness, window, () => places.current);
    setFollowing(opened);
    return () => {
      opened.close();
      setFollowing(null);
    };
  }, [awareness, places]);
  return following;
}

export function useFollowed(following: Following | null): Followed | null {
  return useSyncExternalStore(following?.subscribe ?? nobodyTells, following?.followed ?? nobody);
}

const nobodyTells = () => () => {};
const nobody = () => null;
