import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { announce } from "./Announcer.tsx";
import "./CopyField.css";

const saysCopiedMs = 3000;

export interface CopyFieldProps {
  url: string;
  label: string;
  copyLabel: string;
  copiedLabel: string;
}

/**
 * An address, to be read and copied. Over plain HTTP in a local network browsers give no clipboard: then it is selected, to be copied by
 * hand.
 */
export function CopyField({ url, label, copyLabel, copiedLabel }: CopyFieldProps) {
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), saysCopiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
      announce(copiedLabel);
    } catch {
      field.current?.focus();
      field.current?.select();
    }
  }

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
      <Button
        data-autofocus
        leftSection={
          isCopied ? (
            <IconCheck size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconCopy size={16} stroke={1.75} aria-hidden />
          )
        }
        onClick={() => void copy()}
      >
        {isCopied ? copiedLabel : copyLabel}
      </Button>
    </div>
  );
}
