import type { EditorView } from "@tiptap/pm/view";
import type { Awareness } from "y-protocols/awareness";
import { readPresence } from "../../../shared/readPresence.ts";
import type { CaretElements } from "./caretElements.ts";
import type { RemoteSelection } from "./caretState.ts";
import { crowd, thinOut } from "./thinOut.ts";

/** After this long without a movement the tint of a selection fades. */
const stillAfterMs = 10_000;
/** While somebody scrolls through a crowd, carets are chosen anew at most this often. */
const rethinEveryMs = 300;

export interface FollowNeeds {
  view: EditorView;
  awareness: Awareness;
  elements: CaretElements;
  /** What stands for a person whose name could not be read. */
  nameless: () => string;
  /** Takes the selections of some sessions anew, null for those that are not drawn any more. */
  draw: (changed: ReadonlyMap<number, RemoteSelection | null>) => void;
  /** Looks up where carets are, for one moment. */
  placesNow: () => (selection: RemoteSelection) => number | null;
}

interface Known {
  selection: RemoteSelection;
  /** To tell a movement from whatever else a state may bring. */
  cursor: string;
  movedAt: number;
  isDrawn: boolean;
  stillTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Brings where the others are from awareness into the editor, at most once a frame. */
export function followOthers({ view, awareness, elements, nameless, draw, placesNow }: FollowNeeds) {
  const known = new Map<number, Known>();
  const pending = new Set<number>();
  let frame = 0;
  let rethinTimer: ReturnType<typeof setTimeout> | undefined;

  const show = () => {
    frame = 0;
    const changed = new Map<number, RemoteSelection | null>();
    const moved: number[] = [];
    for (const client of pending) {
      const selection = readSelection(client);
      if (selection === null) {
        if (known.has(client)) forget(client, changed);
        continue;
      }
      const hasMoved = take(client, selection);
      elements.dress(client, selection.owner);
      changed.set(client, selection);
      if (hasMoved) moved.push(client);
    }
    pending.clear();
    chooseDrawn(changed);
    if (changed.size > 0) draw(changed);
    const seen = moved.filter((client) => known.get(client)?.isDrawn);
    for (const client of seen) elements.showMovement(client);
    if (seen.length > 0) elements.keepApart(view.dom.getBoundingClientRect(), seen);
  };

  const take = (client: number, selection: RemoteSelection): boolean => {
    const cursor = JSON.stringify([selection.anchor, selection.head]);
    const before = known.get(client);
    if (before?.cursor === cursor) {
      selection.isStill = before.selection.isStill;
      before.selection = selection;
      return false;
    }
    clearTimeout(before?.stillTimer);
    const stillTimer = setTimeout(() => rest(client), stillAfterMs);
    known.set(client, {
      selection,
      cursor,
      movedAt: performance.now(),
      isDrawn: before?.isDrawn === true,
      stillTimer,
    });
    return true;
  };

  const rest = (client: number) => {
    const caret = known.get(client);
    if (caret === undefined) return;
    caret.selection = { ...caret.selection, isStill: true };
    hear([client]);
  };

  const forget = (client: number, changed: Map<number, RemoteSelection | null>) => {
    clearTimeout(known.get(client)?.stillTimer);
    known.delete(client);
    elements.remove(client);
    changed.set(client, null);
  };

  /** Decides who of a crowd is drawn, and lets go of the others. */
  const chooseDrawn = (changed: Map<number, RemoteSelection | null>) => {
    const shown = known.size > crowd ? thinOut(crowdCarets(), partSeen(view)) : null;
    for (const [client, caret] of known) {
      const isDrawn = shown === null || shown.has(client);
      if (isDrawn && !caret.isDrawn) {
        changed.set(client, caret.selection);
        elements.dress(client, caret.selection.owner);
      }
      if (!isDrawn) {
        if (caret.isDrawn) changed.set(client, null);
        else changed.delete(client);
        elements.remove(client);
      }
      caret.isDrawn = isDrawn;
    }
  };

  const crowdCarets = () => {
    const placeOf = placesNow();
    return [...known].map(([client, { movedAt, selection }]) => ({ client, movedAt, place: placeOf(selection) }));
  };

  const readSelection = (client: number): RemoteSelection | null => {
    const presence = readPresence(awareness.getStates().get(client));
    if (!presence?.cursor) return null;
    const { name, color } = presence.person;
    const isIdle = presence.device === null ? null : presence.isIdle;
    return { owner: { name: name ?? nameless(), color, isIdle }, ...presence.cursor, isStill: false };
  };

  const hear = (clients: Iterable<number>) => {
    for (const client of clients) if (client !== awareness.clientID) pending.add(client);
    if (pending.size > 0) askFrame();
  };
  const askFrame = () => {
    if (frame === 0) frame = requestAnimationFrame(show);
  };
  const onChange = (change: Record<"added" | "updated" | "removed", number[]>) =>
    hear([...change.added, ...change.updated, ...change.removed]);

  // What waited for an input method, and what its letters pushed along, is put in its place.
  const onComposed = () => hear(awareness.getStates().keys());

  const onScroll = () => {
    if (known.size <= crowd || rethinTimer !== undefined) return;
    rethinTimer = setTimeout(() => {
      rethinTimer = undefined;
      askFrame();
    }, rethinEveryMs);
  };

  awareness.on("change", onChange);
  view.dom.addEventListener("compositionend", onComposed);
  window.addEventListener("scroll", onScroll, { passive: true });
  hear(awareness.getStates().keys());
  return {
    /** Draws the caret of a session, also out of a crowd, and shows its name as after a movement. */
    showName(client: number): void {
      const caret = known.get(client);
      if (caret === undefined) return;
      caret.movedAt = performance.now();
      if (!caret.isDrawn) show();
      elements.showMovement(client);
      elements.keepApart(view.dom.getBoundingClientRect(), [client]);
    },
    close() {
      window.removeEventListener("scroll", onScroll);
      view.dom.removeEventListener("compositionend", onComposed);
      awareness.off("change", onChange);
      cancelAnimationFrame(frame);
      clearTimeout(rethinTimer);
      for (const { stillTimer } of known.values()) clearTimeout(stillTimer);
    },
  };
}

/** What is on the screen, and as much again to both sides. */
function partSeen(view: EditorView): { from: number; to: number } {
  const size = view.state.doc.content.size;
  const box = view.dom.getBoundingClientRect();
  const left = box.left + 4;
  const from = view.posAtCoords({ left, top: Math.max(box.top + 1, 1) })?.pos ?? 0;
  const to = view.posAtCoords({ left, top: Math.min(box.bottom, window.innerHeight) - 1 })?.pos ?? size;
  const screen = Math.max(0, to - from);
  return { from: from - screen, to: to + screen };
}
