import { type RefObject, useEffect } from "react";

/** Tells an element, as `--keyboard`, how much of the page's foot the on-screen keyboard covers. */
export function useKeyboardInset(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const measure = () => {
      const covered = Math.max(0, window.innerHeight - viewport.height - viewport.offsetTop);
      // A page that is zoomed in is no keyboard: a bar placed by it would float in the middle of the text.
      element.current?.style.setProperty("--keyboard", viewport.scale > 1.05 ? "0px" : `${Math.round(covered)}px`);
    };
    measure();
    viewport.addEventListener("resize", measure);
    viewport.addEventListener("scroll", measure);
    return () => {
      viewport.removeEventListener("resize", measure);
      viewport.removeEventListener("scroll", measure);
    };
  }, [element]);
}
