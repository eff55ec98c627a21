import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** Scrolls so that the caret never comes to stand under one of the bars that lie over the page. */
export const CaretInSight = Extension.create({
  name: "caretInSight",

  addProseMirrorPlugins() {
    const plugin = new Plugin({});
    const measured = { get: roomToSee, enumerable: true };
    // A plugin copies its props once; these have to be asked for each time.
    Object.defineProperties(plugin.props, { scrollThreshold: measured, scrollMargin: measured });
    return [plugin];
  },
});

interface Sides {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Whether the caret is on the screen and under no bar. */
export function isCaretInSight(view: EditorView): boolean {
  const { top, bottom } = view.coordsAtPos(view.state.selection.head);
  const room = roomToSee();
  return top >= room.top && bottom <= windowHeight() - room.bottom;
}

/** Between the caret and the bars that lie over the page. */
const gap = 24;

/**
 * How far from the window's edges the caret has to stay to be seen: bars lie over the page, at the top the page's own
 * and the toolbar, on a phone the toolbar at the bottom. Measured when it is needed, because they wrap and move.
 */
export function roomToSee(): Sides {
  const pageBar = document.querySelector("header")?.getBoundingClientRect().height ?? 0;
  const toolbar = document.querySelector(".editor-toolbar")?.getBoundingClientRect();
  const none = { left: 0, right: 0 };
  if (!toolbar || toolbar.height === 0) return { ...none, top: pageBar + gap, bottom: gap };
  if (toolbar.top > windowHeight() / 2) return { ...none, top: pageBar + gap, bottom: toolbar.height + gap };
  return { ...none, top: pageBar + toolbar.height + gap, bottom: gap };
}

function windowHeight(): number {
  return window.visualViewport?.height ?? window.innerHeight;
}
