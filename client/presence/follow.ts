import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { MemberId } from "../../shared/ids.ts";
import { readPresence, type SessionPresence } from "../../shared/readPresence.ts";
import { tell } from "./ownPresence.ts";

/** What following needs of the text: see client/editor/textPlaces.ts. */
export interface Places {
  showCaretOf(client: number): boolean;
  topInSight(): Y.RelativePosition | null;
  bringToTop(place: Y.RelativePosition): boolean;
}

export interface Followed {
  member: MemberId;
  client: number;
}

export interface Following {
  subscribe(listener: () => void): () => void;
  /** Whose scrolling this page goes along with; the same object until that changes. */
  followed(): Followed | null;
  start(followed: Followed): void;
  stop(): void;
  close(): void;
}

/** Somebody whose connection fell away for a moment, or who reloads, is followed on when they come back within this time. */
const graceMs = 5_000;
/** Where one is scrolled to is told at most this often, and only while somebody follows. */
const tellEveryMs = 100;

/** Keys that move the page where no field has them. */
const scrollKeys = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];

/**
 * Goes along with what somebody else scrolls, until one scrolls or types oneself; and tells those who follow this page where it is
 * scrolled to. `places` is null while there is no text on the page.
 */
export function openFollowing(awareness: Awareness, page: Window, places: () => Places | null): Following {
  const listeners = new Set<() => void>();
  let followed: Followed | null = null;
  let shownView = "";
  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  let tellTimer: ReturnType<typeof setTimeout> | undefined;

  const set = (next: Followed | null) => {
    clearTimeout(graceTimer);
    graceTimer = undefined;
    shownView = "";
    followed = next;
    tell(awareness, "following", next?.client);
    for (const listener of [...listeners]) listener();
  };

  /** Shows what the followed one sees, or where their caret is as long as they have not told. */
  const goAlong = () => {
    if (followed === null) return;
    const presence = sessionOf(awareness, followed);
    if (presence === null) return waitForReturn();
    clearTimeout(graceTimer);
    graceTimer = undefined;
    if (presence.isHidden) return set(null);
    if (presence.view === null) {
      if (shownView === "") places()?.showCaretOf(followed.client);
      shownView ||= "caret";
      return;
    }
    const view = JSON.stringify(presence.view);
    if (view !== shownView && places()?.bringToTop(presence.view) === true) shownView = view;
  };

  const waitForReturn = () => {
    const returned = followed === null ? null : otherSessionOf(awareness, followed);
    if (returned !== null) {
      set(returned);
      goAlong();
      return;
    }
    graceTimer ??= setTimeout(() => set(null), graceMs);
  };

  const tellView = () => {
    tellTimer = undefined;
    const isHidden = awareness.getLocalState()?.hidden === true;
    const view = isFollowed(awareness) && !isHidden ? places()?.topInSight() : null;
    tell(awareness, "view", view ?? undefined);
  };
  const tellSoon = () => {
    tellTimer ??= setTimeout(tellView, tellEveryMs);
  };
  const onScroll = () => {
    if (isFollowed(awareness)) tellSoon();
  };
  const onChange = () => {
    goAlong();
    if (isFollowed(awareness) !== (awareness.getLocalState()?.view !== undefined)) tellSoon();
  };

  const onOwnScroll = () => {
    if (followed !== null) set(null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (followed === null) return;
    const target = event.target instanceof Element ? event.target : null;
    const isTyping = target?.closest("[contenteditable='true'], input, textarea") != null && !isModifier(event.key);
    const isElsewhere = target?.closest("[role='menu'], [role='dialog']") != null;
    const isScrolling = scrollKeys.includes(event.key) && !isElsewhere && target?.closest("button") == null;
    // What a menu or dialog closes by is not meant for this.
    const isEnding = event.key === "Escape" && !isElsewhere && !event.defaultPrevented;
    if (isEnding || isTyping || isScrolling) set(null);
  };
  /** The page's own scroll bar is beside all that it shows, and tells of nothing but a press. */
  const onPointer = (event: PointerEvent) => {
    if (event.clientX >= page.document.documentElement.clientWidth) onOwnScroll();
  };

  awareness.on("change", onChange);
  page.addEventListener("scroll", onScroll, { passive: true });
  page.addEventListener("resize", onScroll, { passive: true });
  page.addEventListener("wheel", onOwnScroll, { passive: true });
  page.addEventListener("touchmove", onOwnScroll, { passive: true });
  page.addEventListener("pointerdown", onPointer);
  page.addEventListener("keydown", onKey);
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    followed: () => followed,
    start(next) {
      set(next);
      goAlong();
    },
    stop: onOwnScroll,
    close() {
      awareness.off("change", onChange);
      page.removeEventListener("scroll", onScroll);
      page.removeEventListener("resize", onScroll);
      page.removeEventListener("wheel", onOwnScroll);
      page.removeEventListener("touchmove", onOwnScroll);
      page.removeEventListener("pointerdown", onPointer);
      page.removeEventListener("keydown", onKey);
      clearTimeout(graceTimer);
      clearTimeout(tellTimer);
      listeners.clear();
    },
  };
}

function isFollowed(awareness: Awareness): boolean {
  for (const state of awareness.getStates().values()) {
    if ((state as { following?: unknown }).following === awareness.clientID) return true;
  }
  return false;
}

function sessionOf(awareness: Awareness, { client, member }: Followed): SessionPresence | null {
  const presence = readPresence(awareness.getStates().get(client));
  return presence?.person.member === member ? presence : null;
}

/** A reload makes another session of the same person. */
function otherSessionOf(awareness: Awareness, { member }: Followed): Followed | null {
  for (const [client, state] of awareness.getStates()) {
    const presence = readPresence(state);
    const isTheirs = client !== awareness.clientID && presence?.person.member === member;
    if (isTheirs && presence.device !== null && !presence.isHidden) return { member, client };
  }
  return null;
}

function isModifier(key: string): boolean {
  return ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Tab"].includes(key);
}
