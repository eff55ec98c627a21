import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChatLine, Passage } from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";
import type { Colour } from "../ui/memberColour.ts";
import { ChatLineView } from "./ChatLineView.tsx";
import type { ChatItem, ChatStore } from "./chatStore.ts";
import { useChat, useEnd, useLooking } from "./useChat.ts";

export interface ChatLogProps {
  store: ChatStore;
  me: MemberId;
  colourOf: (member: MemberId) => Colour | undefined;
  showPassage: ((passage: Passage) => boolean) | null;
}

/** Lines of one author within this time stand under one name. */
const togetherMs = 5 * 60_000;

/** What was said while one was here, the latest at the end, which it follows unless somebody has scrolled back. */
export function ChatLog({ store, me, colourOf, showPassage }: ChatLogProps) {
  const { t } = useTranslation();
  const items = useChat(store, "items");
  const pending = useChat(store, "pending");
  const fellOff = useChat(store, "fellOff");
  const unread = useChat(store, "unread");
  const isLive = useChat(store, "isLive");
  const list = useRef<HTMLDivElement>(null);
  const { isAtEnd, onScroll, goToEnd } = useEnd(list);
  useLooking(store, isAtEnd);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what is added.
  useLayoutEffect(() => {
    if (isAtEnd) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [items, pending, isAtEnd]);
  // One's own words are shown wherever one had scrolled to.
  useLayoutEffect(() => {
    if (pending.length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [pending]);

  const lastLine = items.findLast((item) => lineOf(item) !== null);
  return (
    <div className="chat-scroller">
      <div
        className="chat-log"
        ref={list}
        role="log"
        aria-label={t("chat.log")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={moveAmongLines}
      >
        {fellOff && <p className="chat-note">{t("chat.fellOff")}</p>}
        {items.length === 0 && pending.length === 0 && <p className="chat-empty">{t("chat.empty")}</p>}
        {items.map((item, index) => {
          const line = lineOf(item);
          return line === null ? (
            <Note key={item.key} item={item} />
          ) : (
            <ChatLineView
              key={item.key}
              line={line}
              isContinued={continues(line, items[index - 1])}
              me={me}
              colourOf={colourOf}
              showPassage={showPassage}
              isStop={item === lastLine}
            />
          );
        })}
        {pending.map(({ sent, draft }) => (
          <div className="chat-line" key={sent} data-pending>
            <p className="chat-text" dir="auto">
              {draft.text}
            </p>
            <p className="chat-on-its-way">{t(isLive ? "chat.onItsWay" : "chat.notSentYet")}</p>
          </div>
        ))}
      </div>
      {!isAtEnd && (
        <button type="button" className="chat-to-end" onClick={goToEnd}>
          {unread > 0 ? t("chat.new", { count: unread }) : t("chat.toEnd")}
        </button>
      )}
    </div>
  );
}

function Note({ item }: { item: ChatItem }) {
  const { t } = useTranslation();
  if ("gap" in item) return <p className="chat-note">{t("chat.gap")}</p>;
  if (item.entry.kind === "line") return null;
  const { kind, who } = item.entry;
  return <p className="chat-note">{t(`chat.${kind}`, { name: who.name })}</p>;
}

function lineOf(item: ChatItem | undefined): ChatLine | null {
  return item !== undefined && "entry" in item && item.entry.kind === "line" ? item.entry : null;
}

function continues(line: ChatLine, before: ChatItem | undefined): boolean {
  const other = lineOf(before);
  return other !== null && other.by.member === line.by.member && line.at - other.at < togetherMs;
}

/** Tab goes to the latest line alone; from there the arrow keys go to the others. */
function moveAmongLines(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
  const doors = [...event.currentTarget.querySelectorAll<HTMLElement>(".chat-keep")];
  const at = doors.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? undefined : doors[at + step];
  if (step === 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
