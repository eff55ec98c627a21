import { useRef } from "react";
import { CopyButton } from "./CopyButton.tsx";
import "./CopyField.css";

export interface CopyFieldProps {
  url: string;
  label: string;
  copyLabel: string;
  copiedLabel: string;
}

/** An address, to be read and copied. It is selected where it has to be copied by hand. */
export function CopyField({ url, label, copyLabel, copiedLabel }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className="copy-field">
      <input
        ref={field}
        aria-label={label}
        value={url}
        readOnly
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton
        data-autofocus
        text={url}
        copyLabel={copyLabel}
        copiedLabel={copiedLabel}
        onRefused={() => {
          field.current?.focus();
          field.current?.select();
        }}
      />
    </div>
  );
}
