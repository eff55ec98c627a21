import { IconX } from "@tabler/icons-react";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Awareness } from "y-protocols/awareness";
import type { Passage } from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import type { Colour } from "../ui/memberColour.ts";
import { useKeyboardInset } from "../ui/useKeyboardInset.ts";
import { ChatField } from "./ChatField.tsx";
import { ChatLog } from "./ChatLog.tsx";
import { chatShortcut } from "./chatKeys.ts";
import type { ChatStore } from "./chatStore.ts";
import { useChat, useOthersHere } from "./useChat.ts";
import "./chat.css";

/** What the chat needs of the text: see client/editor/passages.ts. */
export interface Passages {
  selected: () => Passage | null;
  /** False when the passage is not there any more. */
  show: (passage: Passage) => boolean;
}

export interface ChatPanelProps {
  store: ChatStore;
  awareness: Awareness;
  me: MemberId;
  colourOf: (member: MemberId) => Colour | undefined;
  /** Null while there is no text on the page. */
  passages: Passages | null;
  field: RefObject<HTMLTextAreaElement | null>;
  close: () => void;
  /** Escape: the keyboard goes back to the text. */
  leave: () => void;
}

/** Talk beside the text, with the rule that it stands under. A column where there is room, a drawer where there is not. */
export function ChatPanel({ store, awareness, me, colourOf, passages, field, close, leave }: ChatPanelProps) {
  const { t } = useTranslation();
  const others = useOthersHere(awareness, me);
  const panel = useRef<HTMLElement>(null);
  useKeyboardInset(panel);
  useEffect(() => {
    // A finger would be met by the on-screen keyboard, over what there is to read.
    const isTouch = window.matchMedia("(pointer: coarse)").matches;
    (isTouch ? panel.current : field.current)?.focus({ preventScroll: true });
  }, [field]);

  const show = useCallback(
    (passage: Passage) => {
      const isThere = passages?.show(passage) === true;
      if (!isThere) announce(t("chat.passage.gone"));
      return isThere;
    },
    [passages, t],
  );
  const showPassage = passages === null ? null : show;
  return (
    <aside
      className="chat-panel"
      ref={panel}
      tabIndex={-1}
      aria-label={t("chat.title")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        leave();
      }}
    >
      <header className="chat-head">
        <h2>{t("chat.title")}</h2>
        <IconButton
          label={t("chat.close")}
          shortcut={chatShortcut}
          icon={<IconX size={18} stroke={1.75} aria-hidden />}
          onClick={close}
        />
        <p className="chat-rule">
          <strong>{t("chat.rule")}</strong> {others.length === 0 ? t("chat.alone") : t("chat.ruleMore")}
        </p>
      </header>
      <ChatLog store={store} me={me} colourOf={colourOf} showPassage={showPassage} />
      <Typing store={store} />
      <ChatField
        store={store}
        field={field}
        others={others}
        colourOf={colourOf}
        selectedPassage={passages?.selected ?? null}
        showPassage={showPassage}
        leave={leave}
      />
    </aside>
  );
}

/** Not read out: whoever listens to the page would hear of nothing else. */
function Typing({ store }: { store: ChatStore }) {
  const { t, i18n } = useTranslation();
  const typing = useChat(store, "typing");
  const named = new Intl.ListFormat(i18n.language).format(typing.slice(0, 2));
  const sentence = typing.length > 2 ? t("chat.typingMany") : t("chat.typing", { names: named, count: typing.length });
  return <p className="chat-typing">{typing.length > 0 && sentence}</p>;
}
