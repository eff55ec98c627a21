import { type RefObject, useLayoutEffect } from "react";
import { placeBeside } from "./placeBeside.ts";

/**
 * Keeps a menu beside what it belongs to, also while the page scrolls or the on-screen keyboard comes. Placed after
 * every drawing, because each may have moved what it belongs to.
 */
export function useFloating(
  menu: RefObject<HTMLElement | null>,
  anchor: () => DOMRect | null,
  side: "above" | "below",
): void {
  useLayoutEffect(() => {
    const place = () => {
      const element = menu.current;
      const box = anchor();
      if (!element || !box) return;
      const room = window.visualViewport ?? { width: window.innerWidth, height: window.innerHeight };
      const { left, top } = placeBeside(box, element.getBoundingClientRect(), room, side);
      element.style.left = `${Math.round(left)}px`;
      element.style.top = `${Math.round(top)}px`;
    };
    place();
    const sizes = new ResizeObserver(place);
    if (menu.current) sizes.observe(menu.current);
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    window.visualViewport?.addEventListener("resize", place);
    return () => {
      sizes.disconnect();
      window.removeEventListener("scroll", place, { capture: true });
      window.removeEventListener("resize", place);
      window.visualViewport?.removeEventListener("resize", place);
    };
  });
}
