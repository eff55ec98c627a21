import { IconMessageCircle } from "@tabler/icons-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { chatShortcut } from "./chatKeys.ts";
import type { ChatStore } from "./chatStore.ts";
import { useChat } from "./useChat.ts";
import "./chat.css";

export interface ChatDoorProps {
  store: ChatStore;
  isOpen: boolean;
  toggle: () => void;
}

const mostCounted = 99;

/** Opens the chat, and says how much was said in it that nobody here has seen. */
export function ChatDoor({ store, isOpen, toggle }: ChatDoorProps) {
  const { t } = useTranslation();
  const unread = useChat(store, "unread");
  const isMentioned = useChat(store, "isMentioned");
  // Without the words: whoever is writing shall not have them read out in between.
  const tell = useEffectEvent(() => {
    const last = store.state().items.at(-1);
    if (last === undefined || "gap" in last || last.entry.kind !== "line") return;
    announce(t(isMentioned ? "chat.mentionedBy" : "chat.newFrom", { name: last.entry.by.name }));
  });
  useEffect(() => {
    if (unread > 0) tell();
  }, [unread]);
  return (
    <span className="chat-door">
      <IconButton
        className="document-button"
        label={
          unread > 0 ? t(isMentioned ? "chat.openMentioned" : "chat.openWith", { count: unread }) : t("chat.title")
        }
        shortcut={chatShortcut}
        icon={<IconMessageCircle size={20} stroke={1.75} aria-hidden />}
        aria-expanded={isOpen}
        onClick={toggle}
      />
      {unread > 0 && (
        <span className="chat-badge" data-mentioned={isMentioned || undefined} aria-hidden>
          {isMentioned && "@"}
          {unread > mostCounted ? `${mostCounted}+` : unread}
        </span>
      )}
    </span>
  );
}
