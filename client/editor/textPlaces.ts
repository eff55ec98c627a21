import type { Editor } from "@tiptap/core";
import { absolutePositionToRelativePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { readPresence } from "../../shared/readPresence.ts";
import { type BoundDocument, createResolver } from "./carets/resolvePositions.ts";
import { roomToSee } from "./extensions/caretInSight.ts";
import { showCaretName } from "./extensions/remoteCarets.ts";

/** Ways from places of the text to the screen and back, for those who know no editor. */
export interface TextPlaces {
  /** Scrolls to where somebody's caret is and shows their name there. False when it is not in the text that is here. */
  showCaretOf(client: number): boolean;
  /** What stands at the upper edge of what is seen; null while there is no text on the screen. */
  topInSight(): Y.RelativePosition | null;
  /** Scrolls so that this place stands at the upper edge. False when it is not in the text that is here. */
  bringToTop(place: Y.RelativePosition): boolean;
}

/** Blocks out of sight have no sizes yet, so that the first way to them is a guess: it is looked again so many times. */
const mostLooks = 4;

export function textPlaces(editor: Editor, awareness: Awareness): TextPlaces {
  let looking = 0;

  /** Scrolls until the place is where it should be. Whoever asks for another place ends it. */
  const scrollTo = (place: Y.RelativePosition, wanted: () => number): boolean => {
    cancelAnimationFrame(looking);
    const look = (left: number) => {
      const at = placeOf(place);
      if (at === null || editor.isDestroyed) return;
      // Before the first line comes the beginning of the page, with the room above it.
      const away = at === 0 ? -window.scrollY : Math.round(editor.view.coordsAtPos(at).top - wanted());
      if (Math.abs(away) <= 1) return;
      window.scrollBy({ top: away, behavior: "instant" });
      if (left > 0) looking = requestAnimationFrame(() => look(left - 1));
    };
    if (placeOf(place) === null) return false;
    look(mostLooks);
    return true;
  };

  const placeOf = (place: Y.RelativePosition): number | null => {
    if (editor.isDestroyed) return null;
    const at = createResolver(bound(editor))(place);
    return at === null ? null : Math.min(at, editor.state.doc.content.size);
  };

  return {
    showCaretOf(client) {
      const cursor = readPresence(awareness.getStates().get(client))?.cursor;
      if (!cursor || !scrollTo(cursor.head, middle)) return false;
      showCaretName(editor.view, client);
      return true;
    },
    topInSight() {
      if (editor.isDestroyed) return null;
      const { view } = editor;
      const box = view.dom.getBoundingClientRect();
      const edge = upperEdge();
      if (box.width === 0 || box.bottom < edge) return null;
      const { type, mapping } = bound(editor);
      const top = box.top >= edge ? null : view.posAtCoords({ left: box.left + 4, top: edge + 2 });
      return absolutePositionToRelativePosition(top?.pos ?? 0, type, mapping);
    },
    bringToTop: (place) => scrollTo(place, upperEdge),
  };
}

function bound(editor: Editor): BoundDocument {
  return ySyncPluginKey.getState(editor.state).binding;
}

/** Where text begins to be seen under the bars. */
function upperEdge(): number {
  return roomToSee().top;
}

function middle(): number {
  return (window.visualViewport?.height ?? window.innerHeight) * 0.4;
}
