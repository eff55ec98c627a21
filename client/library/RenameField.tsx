import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { maxTitleLength, parseTitle } from "../../shared/document.ts";
import { failureSentence } from "../api/failure.ts";

export interface RenameFieldProps {
  title: string;
  /** Rejects with a failure when the server says no. */
  onRename: (title: string) => Promise<unknown>;
  /** Called once what was typed is saved or given up, and whether the keyboard is still here. */
  onDone: (hadFocus: boolean) => void;
}

/** A title being changed. Enter or leaving the field saves, Escape gives up; after a failure what was typed stays. */
export function RenameField({ title, onRename, onDone }: RenameFieldProps) {
  const { t } = useTranslation();
  const complaintId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(title);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  // Closing the field takes its focus away, which must not save what was just given up.
  const done = useRef(false);

  function finish(): void {
    done.current = true;
    onDone(field.current === document.activeElement);
  }

  async function save(): Promise<void> {
    if (done.current || saving) return;
    const parsed = parseTitle(typed);
    if (parsed === null) {
      setComplaint(t("library.tooLong", { count: Math.max(1, typed.trim().length - maxTitleLength) }));
      return;
    }
    if (parsed === title) return finish();
    setSaving(true);
    try {
      await onRename(parsed);
      finish();
    } catch (failure) {
      setComplaint(t("library.renameFailed", { why: failureSentence(t, failure) }));
      setSaving(false);
    }
  }

  return (
    <div className="rename">
      <input
        ref={field}
        className="rename-field"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setComplaint(null);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") void save();
          if (event.key === "Escape") finish();
        }}
        onBlur={() => void save()}
        readOnly={saving}
        // biome-ignore lint/a11y/noAutofocus: the person just asked to type here
        autoFocus
        aria-label={t("library.newTitle")}
        aria-invalid={complaint !== null}
        aria-describedby={complaintId}
        enterKeyHint="done"
        autoComplete="off"
      />
      <p id={complaintId} className="rename-complaint" role="alert">
        {complaint}
      </p>
    </div>
  );
}
