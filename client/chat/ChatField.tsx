import { IconQuote, IconSend } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cleanLine, isVisibleLine, maxLineLength, type Passage } from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";
import { IconButton } from "../ui/IconButton.tsx";
import type { Colour } from "../ui/memberColour.ts";
import { matching, queryAt, withMention } from "./chatDraft.ts";
import type { ChatStore } from "./chatStore.ts";
import { MentionPicker, optionId } from "./MentionPicker.tsx";
import { PassageChip } from "./PassageChip.tsx";
import { type PersonToMention, useChat } from "./useChat.ts";
import "./chatField.css";

export interface ChatFieldProps {
  store: ChatStore;
  field: RefObject<HTMLTextAreaElement | null>;
  others: readonly PersonToMention[];
  colourOf: (member: MemberId) => Colour | undefined;
  /** The words that are selected in the text now; null where there is no text to select in. */
  selectedPassage: (() => Passage | null) | null;
  showPassage: ((passage: Passage) => boolean) | null;
  /** Escape was pressed and nothing here was open to be closed. */
  leave: () => void;
}

/** From here on it is said how much room is left. */
const countedFrom = maxLineLength - 200;
const mostOffered = 6;

/** Where a line is written. What could not be said stays in it. */
export function ChatField({ store, field, others, colourOf, selectedPassage, showPassage, leave }: ChatFieldProps) {
  const { t } = useTranslation();
  const draft = useChat(store, "draft");
  const notSaid = useChat(store, "notSaid");
  const isLive = useChat(store, "isLive");
  const [caret, setCaret] = useState(0);
  const [current, setCurrent] = useState(0);
  /** Where the @ stands whose list was closed by hand. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [noneSelected, setNoneSelected] = useState(false);
  const placeCaret = useRef<number | null>(null);
  const pickerId = useId();
  const toldId = useId();

  const asked = queryAt(draft.text, caret);
  const offered = asked === null || asked.from === closedAt ? [] : matching(others, asked.query).slice(0, mostOffered);
  const chosen = Math.min(current, offered.length - 1);
  const length = cleanLine(draft.text).length;
  const maySay = isVisibleLine(draft.text) && length <= maxLineLength;

  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, mostHeight)}px`;
    if (placeCaret.current === null) return;
    element.setSelectionRange(placeCaret.current, placeCaret.current);
    setCaret(placeCaret.current);
    placeCaret.current = null;
  });

  function pick(person: PersonToMention): void {
    if (asked === null) return;
    const picked = withMention(draft, asked, person);
    placeCaret.current = picked.caret;
    store.write(picked.draft);
    field.current?.focus();
  }

  function say(): void {
    store.say();
    field.current?.focus();
  }

  function point(): void {
    const passage = selectedPassage?.() ?? null;
    setNoneSelected(passage === null);
    if (passage !== null) store.write({ ...draft, passage });
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // An input method takes Enter and Escape for itself.
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isPicking = offered.length > 0;
    const taken = isPicking ? pickerKey(event.key) : fieldKey(event);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function pickerKey(key: string): boolean {
    const person = offered[chosen];
    if (key === "ArrowDown") setCurrent((chosen + 1) % offered.length);
    else if (key === "ArrowUp") setCurrent((chosen + offered.length - 1) % offered.length);
    else if ((key === "Enter" || key === "Tab") && person !== undefined) pick(person);
    else if (key === "Escape") setClosedAt(asked?.from ?? null);
    else return false;
    return true;
  }

  function fieldKey({ key, shiftKey }: KeyboardEvent): boolean {
    if (key === "Enter" && !shiftKey) say();
    else if (key === "Escape") leave();
    else return false;
    return true;
  }

  return (
    <form
      className="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      {offered.length > 0 && (
        <MentionPicker id={pickerId} people={offered} current={chosen} colourOf={colourOf} pick={pick} />
      )}
      {draft.passage !== null && (
        <PassageChip
          passage={draft.passage}
          show={showPassage}
          remove={() => {
            store.write({ ...draft, passage: null });
            field.current?.focus();
          }}
        />
      )}
      <textarea
        ref={field}
        className="chat-field"
        rows={1}
        // Browsers keep what stands in fields, to put it back after a restart; nothing of this is to be kept.
        autoComplete="off"
        enterKeyHint="send"
        dir="auto"
        aria-label={t("chat.field")}
        aria-describedby={toldId}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? pickerId : undefined}
        aria-activedescendant={offered.length > 0 ? optionId(pickerId, chosen) : undefined}
        placeholder={t("chat.placeholder")}
        value={draft.text}
        onChange={({ target }) => {
          setCaret(target.selectionStart);
          setCurrent(0);
          setClosedAt(null);
          setNoneSelected(false);
          store.write({ ...draft, text: target.value });
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      <div className="chat-ways">
        <p className="chat-told" id={toldId} role="status" data-tone={length > maxLineLength ? "red" : undefined}>
          {told()}
        </p>
        {selectedPassage !== null && (
          <IconButton
            label={t("chat.passage.point")}
            icon={<IconQuote size={18} stroke={1.75} aria-hidden />}
            // The words stay selected.
            onMouseDown={(event) => event.preventDefault()}
            onClick={point}
          />
        )}
        <IconButton
          type="submit"
          label={t("chat.say")}
          shortcut="Enter"
          icon={<IconSend size={18} stroke={1.75} aria-hidden />}
          aria-disabled={!maySay}
        />
      </div>
    </form>
  );

  function told(): string {
    if (length > maxLineLength) return t("chat.tooMany", { count: length - maxLineLength });
    if (notSaid !== null) return t(`chat.notSaid.${notSaid}`);
    if (!isLive) return t("chat.away");
    if (noneSelected) return t("chat.passage.none");
    return length >= countedFrom ? t("chat.room", { count: maxLineLength - length }) : "";
  }
}

const mostHeight = 160;
