import type { Editor } from "@tiptap/core";
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Passages } from "../chat/ChatPanel.tsx";
import { isChatShortcut } from "../chat/chatKeys.ts";
import { selectedPassage, showPassage } from "../editor/passages.ts";
import { useKeyboardInset } from "../ui/useKeyboardInset.ts";

export interface ChatPlace {
  isOpen: boolean;
  toggle: () => void;
  close: () => void;
  /** Gives the keyboard back to the text. Where the chat lies over the text, it closes. */
  leave: () => void;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Null while there is no editor. */
  passages: Passages | null;
  /** The page, what stands at its top, and where the door is on a phone. */
  page: RefObject<HTMLDivElement | null>;
  top: RefObject<HTMLDivElement | null>;
  dock: RefObject<HTMLDivElement | null>;
  /** To be called with each editor that shows the text. */
  textIs: (editor: Editor) => void;
}

/** From this width on the chat stands beside the text; style sheets ask for the same. */
const besideTheText = "(min-width: 1024px)";

/** Where the chat stands on the page of a document, and the ways between it and the text. */
export function useChatPlace({ mayTalk, onShow }: { mayTalk: boolean; onShow: () => void }): ChatPlace {
  const [isOpen, setOpen] = useState(false);
  const [editor, setEditor] = useState<Editor | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const tellShown = useEffectEvent(onShow);

  const passages = useMemo<Passages | null>(
    () =>
      editor && {
        selected: () => selectedPassage(editor),
        show(passage) {
          tellShown();
          return showPassage(editor, passage);
        },
      },
    [editor],
  );

  const close = () => {
    setOpen(false);
    focusText();
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!mayTalk || !isChatShortcut(event)) return;
    event.preventDefault();
    if (!isOpen) setOpen(true);
    else if (field.current?.closest(".chat-panel")?.contains(document.activeElement)) close();
    else field.current?.focus();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    // Before the editor, which knows the same key without Alt.
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);

  const page = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const dock = useRef<HTMLDivElement>(null);
  useKeyboardInset(dock);
  // Bars wrap and banners come: the column begins below whatever stands there.
  useEffect(() => {
    if (!isOpen || top.current === null) return;
    const measured = top.current;
    const observer = new ResizeObserver(() => page.current?.style.setProperty("--top", `${measured.offsetHeight}px`));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [isOpen]);

  return {
    page,
    top,
    dock,
    isOpen: isOpen && mayTalk,
    toggle: () => setOpen(!isOpen),
    close,
    leave: () => (window.matchMedia(besideTheText).matches ? focusText() : close()),
    field,
    passages,
    textIs: setEditor,
  };
}

function focusText(): void {
  document.querySelector<HTMLElement>(".document-desk [role='textbox']")?.focus({ preventScroll: true });
}
