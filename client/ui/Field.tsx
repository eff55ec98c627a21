import { type ComponentPropsWithRef, useId } from "react";
import "./Field.css";

export interface FieldProps extends Omit<ComponentPropsWithRef<"input">, "id" | "onChange"> {
  label: string;
  /** What helps to fill it in; gives way to the complaint. */
  hint?: string | undefined;
  /** Why it cannot stay as it is, in a sentence. */
  complaint?: string | null | undefined;
  onText: (text: string) => void;
  /** Where a dialog puts the keyboard. */
  "data-autofocus"?: boolean | undefined;
}

/** A line to fill in, with its name above and a sentence below where one is needed. */
export function Field({ label, hint, complaint, onText, ...input }: FieldProps) {
  const id = useId();
  const isWrong = complaint !== null && complaint !== undefined;
  const sentence = complaint ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        onChange={(event) => onText(event.currentTarget.value)}
        aria-invalid={isWrong || undefined}
        aria-describedby={sentence === undefined ? undefined : `${id}hint`}
      />
      <p id={`${id}hint`} className="field-hint" data-wrong={isWrong || undefined} aria-live="polite">
        {sentence}
      </p>
    </div>
  );
}
