import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";

/**
 * Makes the buttons inside one stop of the Tab key: arrows, Home and End go from one to the next. Works on the buttons
 * that are there, because parts of a toolbar come and go by themselves.
 */
export function useRovingFocus(container: RefObject<HTMLElement | null>) {
  const current = useRef<HTMLElement | null>(null);

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const mark = () => {
      const buttons = buttonsIn(element);
      if (!current.current || !buttons.includes(current.current)) current.current = buttons[0] ?? null;
      for (const button of buttons) button.tabIndex = button === current.current ? 0 : -1;
    };
    const follow = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement) || !buttonsIn(element).includes(event.target)) return;
      current.current = event.target;
      mark();
    };
    const observer = new MutationObserver(mark);
    observer.observe(element, { childList: true, subtree: true });
    element.addEventListener("focusin", follow);
    mark();
    return () => {
      observer.disconnect();
      element.removeEventListener("focusin", follow);
    };
  }, [container]);

  return (event: KeyboardEvent<HTMLElement>) => {
    const element = container.current;
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = buttonsIn(element);
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const forward = getComputedStyle(element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const count = buttons.length;
    const next: Record<string, number> = {
      [forward]: (at + 1) % count,
      [backward]: (at - 1 + count) % count,
      Home: 0,
      End: count - 1,
    };
    const target = buttons[next[event.key] ?? -1];
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
}

function buttonsIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("button")];
}
