import { type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Awareness } from "y-protocols/awareness";
import type { MemberId } from "../../shared/ids.ts";
import { readPresence } from "../../shared/readPresence.ts";
import type { ChatState, ChatStore } from "./chatStore.ts";

/** One part of the state, so that a key in the field draws nothing but the field anew. */
export function useChat<K extends keyof ChatState>(store: ChatStore, part: K): ChatState[K] {
  return useSyncExternalStore(store.subscribe, () => store.state()[part]);
}

/** Somebody who can be mentioned. */
export interface PersonToMention {
  member: MemberId;
  name: string;
  initials: string | null;
}

/** The others who are here, by name; the same array until that changes. */
export function useOthersHere(awareness: Awareness, me: MemberId): readonly PersonToMention[] {
  const store = useMemo(() => {
    let last: readonly PersonToMention[] = [];
    return {
      subscribe(listener: () => void) {
        awareness.on("change", listener);
        return () => awareness.off("change", listener);
      },
      snapshot() {
        const next = othersHere(awareness, me);
        if (JSON.stringify(next) !== JSON.stringify(last)) last = next;
        return last;
      },
    };
  }, [awareness, me]);
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

function othersHere(awareness: Awareness, me: MemberId): PersonToMention[] {
  const found = new Map<MemberId, PersonToMention>();
  for (const state of awareness.getStates().values()) {
    const { member, name, initials = null } = readPresence(state)?.person ?? {};
    if (member && name && member !== me) found.set(member, { member, name, initials });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether a list is scrolled to its end, which it then follows; and a way there. */
export function useEnd(list: RefObject<HTMLElement | null>): {
  isAtEnd: boolean;
  onScroll: () => void;
  goToEnd: () => void;
} {
  const [isAtEnd, setAtEnd] = useState(true);
  return {
    isAtEnd,
    onScroll() {
      const element = list.current;
      if (element !== null) setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd);
    },
    goToEnd() {
      list.current?.scrollTo({ top: list.current.scrollHeight });
      setAtEnd(true);
    },
  };
}

const nearEnd = 32;

/** Tells the store while somebody sees the end of the talk: the page is in sight, and so is the end. */
export function useLooking(store: ChatStore, isAtEnd: boolean): void {
  useEffect(() => {
    const look = () => store.look(isAtEnd && document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      store.look(false);
    };
  }, [store, isAtEnd]);
}
