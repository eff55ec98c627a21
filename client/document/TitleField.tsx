import { IconAlertTriangle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { failureSentence } from "../api/failure.ts";
import { announce } from "../ui/Announcer.tsx";
import type { TitleDraft, TitleProblem } from "./titleDraft.ts";

interface TitleFieldProps {
  /** The title as the document has it. */
  title: string;
  draft: TitleDraft;
  editable: boolean;
  /** Where the keyboard goes after Enter. */
  leave: () => void;
}

/** The title as text that can be typed over. Others' changes show at once, except over one's own typing. */
export function TitleField({ title, draft, editable, leave }: TitleFieldProps) {
  const { t } = useTranslation();
  const facts = useSyncExternalStore(draft.subscribe, draft.facts);
  const [isFocused, setIsFocused] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const shown = facts.draft ?? title;
  const { problem } = facts;
  const sentence = problem === null ? null : sentenceOf(t, problem);

  // A page that goes while somebody types takes the field's blur with it.
  useEffect(() => () => draft.leave(), [draft]);
  useEffect(() => {
    // With the keyboard in the field the sentence stands under it, where it is read out by itself.
    if (sentence !== null && document.activeElement !== field.current) announce(sentence);
  }, [sentence]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (draft.commit()) leave();
    } else if (event.key === "Escape") {
      draft.giveUp();
      leave();
    }
  }

  return (
    <div className="title-field" data-value={shown || t("document.untitled")} data-kept={problem?.is}>
      <input
        ref={field}
        className="title-input"
        value={shown}
        placeholder={t("document.untitled")}
        aria-label={t("document.titleLabel")}
        aria-invalid={problem?.is === "tooLong" || undefined}
        aria-describedby={sentence === null ? undefined : problemId}
        readOnly={!editable}
        spellCheck
        autoComplete="off"
        enterKeyHint="done"
        onChange={(event) => draft.typed(event.target.value)}
        onFocus={() => {
          setIsFocused(true);
          draft.enter();
        }}
        onBlur={() => {
          setIsFocused(false);
          draft.leave();
        }}
        onKeyDown={onKeyDown}
      />
      {sentence !== null && !isFocused && (
        <button
          type="button"
          className="bare-button title-kept"
          data-tone={toneOf(problem)}
          aria-label={t("document.titleKept")}
          title={sentence}
          onClick={() => field.current?.focus()}
        >
          <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
        </button>
      )}
      {/* Only under the hand that types: left open, it would lie over the tools of the text. */}
      {sentence !== null && (
        <p
          id={problemId}
          className={isFocused ? "title-problem" : "visually-hidden"}
          data-tone={toneOf(problem)}
          role={isFocused ? "alert" : undefined}
        >
          {sentence}
        </p>
      )}
    </div>
  );
}

function sentenceOf(t: TFunction, problem: TitleProblem): string {
  switch (problem.is) {
    case "tooLong":
      return t("document.titleTooLong", { count: problem.excess });
    case "empty":
      return t("document.titleEmpty");
    case "waiting":
      return t("document.titleWaiting");
    case "refused":
      return t("document.titleFailed", { why: failureSentence(t, problem.failure) });
    default:
      return problem satisfies never;
  }
}

function toneOf(problem: TitleProblem | null): "calm" | "amber" | "red" {
  switch (problem?.is) {
    case "tooLong":
    case "refused":
      return "red";
    case "waiting":
      return "amber";
    default:
      return "calm";
  }
}
