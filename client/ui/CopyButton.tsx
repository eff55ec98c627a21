import { Button, type ButtonProps } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { announce } from "./Announcer.tsx";

export interface CopyButtonProps extends Omit<ButtonProps, "children" | "leftSection"> {
  /** What is copied. */
  text: string;
  copyLabel: string;
  copiedLabel: string;
  /** The browser gives no clipboard, as over plain HTTP in a local network: the text has to be copied by hand. */
  onRefused: () => void;
  "aria-label"?: string;
  /** Where a dialog puts the keyboard. */
  "data-autofocus"?: boolean;
}

const saysCopiedMs = 3000;

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ text, copyLabel, copiedLabel, onRefused, ...button }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const Icon = isCopied ? IconCheck : IconCopy;

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), saysCopiedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      onRefused();
      return;
    }
    setCopied(true);
    announce(copiedLabel);
  }

  return (
    <Button {...button} leftSection={<Icon size={16} stroke={1.75} aria-hidden />} onClick={() => void copy()}>
      {isCopied ? copiedLabel : copyLabel}
    </Button>
  );
}
