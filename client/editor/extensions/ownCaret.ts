import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/**
 * Makes ProseMirror look where the caret is now. The browser moves it at a key and tells of it later; whoever draws or
 * writes in between goes by the old place, so that an arrow key does nothing, or a letter replaces what was selected
 * before. An input method is left alone.
 */
export function readOwnCaret(view: EditorView): void {
  if (!view.composing) (view as unknown as { domObserver: { flush: () => void } }).domObserver.flush();
}

/** Keys come faster than the browser tells of the caret when the page is busy: each looks for it first. */
export const OwnCaret = Extension.create({
  name: "ownCaret",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown: (view, event) => {
              if (!event.isComposing) readOwnCaret(view);
              return false;
            },
          },
        },
      }),
    ];
  },
});
