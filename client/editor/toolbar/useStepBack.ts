import type { Editor } from "@tiptap/core";
import { type RefObject, useEffect } from "react";

/** Lets an element step back while one types, and brings it back with the pointer or the focus. */
export function useStepBack(editor: Editor, element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const show = () => {
      if (element.current) delete element.current.dataset.away;
    };
    const stepBack = (event: KeyboardEvent) => {
      const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (types && element.current) element.current.dataset.away = "";
    };
    const { dom } = editor.view;
    dom.addEventListener("keydown", stepBack);
    window.addEventListener("pointermove", show);
    window.addEventListener("pointerdown", show);
    window.addEventListener("focusin", show);
    window.addEventListener("focusout", show);
    return () => {
      dom.removeEventListener("keydown", stepBack);
      window.removeEventListener("pointermove", show);
      window.removeEventListener("pointerdown", show);
      window.removeEventListener("focusin", show);
      window.removeEventListener("focusout", show);
    };
  }, [editor, element]);
}
