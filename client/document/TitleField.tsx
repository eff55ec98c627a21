import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { maxTitleLength, parseTitle } from "../../shared/document.ts";

interface TitleFieldProps {
  title: string;
  editable: boolean;
  /** Rejects with a sentence when the title could not be changed. */
  rename: (title: string) => Promise<void>;
  /** Where the keyboard goes after Enter. */
  leave: () => void;
}

/** The title as text that can be typed over. Others' changes show at once, except over one's own typing. */
export function TitleField({ title, editable, rename, leave }: TitleFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const failureId = useId();
  const isDone = useRef(true);
  const shown = draft ?? title;
  const excess = shown.length - maxTitleLength;

  useEffect(() => {
    // The news of one's own change has arrived: from here on the field follows the document again.
    if (draft !== null && isDone.current && draft === title) setDraft(null);
  }, [draft, title]);

  async function commit(): Promise<void> {
    if (draft === null || isDone.current) return;
    const parsed = parseTitle(draft);
    if (parsed === null) return;
    isDone.current = true;
    if (parsed === title) {
      setDraft(null);
      return;
    }
    setDraft(parsed);
    try {
      await rename(parsed);
      setFailure(null);
    } catch (sentence) {
      setFailure(t("document.titleFailed", { why: String(sentence) }));
    }
    setDraft((current) => (isDone.current && current === parsed ? null : current));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (excess > 0) return;
      void commit();
      leave();
    } else if (event.key === "Escape") {
      isDone.current = true;
      setDraft(null);
      setFailure(null);
      field.current?.blur();
    }
  }

  const problem = excess > 0 ? t("document.titleTooLong", { count: excess }) : failure;

  return (
    <div className="title-field" data-value={shown || t("document.untitled")}>
      <input
        ref={field}
        className="title-input"
        value={shown}
        placeholder={t("document.untitled")}
        aria-label={t("document.titleLabel")}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : failureId}
        readOnly={!editable}
        spellCheck
        autoComplete="off"
        enterKeyHint="done"
        onChange={(event) => {
          isDone.current = false;
          setFailure(null);
          setDraft(event.target.value);
        }}
        onBlur={() => void commit()}
        onKeyDown={onKeyDown}
      />
      {problem !== null && (
        <p id={failureId} className="title-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
