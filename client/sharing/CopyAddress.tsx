import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "../ui/Announcer.tsx";

const saysCopiedMs = 3000;

/**
 * Copies an address. Over plain HTTP in a local network browsers give no clipboard: the address is shown then, selected, to be copied by
 * hand.
 */
export function CopyAddress({ url, label }: { url: string; label: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<"resting" | "copied" | "shown">("resting");
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (state === "shown") field.current?.select();
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("resting"), saysCopiedMs);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      setState("copied");
      announce(t("sharing.copied"));
    } catch {
      setState("shown");
    }
  }

  if (state === "shown") {
    return (
      <input
        ref={field}
        className="share-address"
        aria-label={label}
        title={t("sharing.copyByHand")}
        value={url}
        readOnly
        onFocus={(event) => event.target.select()}
      />
    );
  }
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={label}
      leftSection={
        state === "copied" ? (
          <IconCheck size={16} stroke={1.75} aria-hidden />
        ) : (
          <IconCopy size={16} stroke={1.75} aria-hidden />
        )
      }
      onClick={() => void copy()}
    >
      {state === "copied" ? t("sharing.copied") : t("sharing.copy")}
    </Button>
  );
}
