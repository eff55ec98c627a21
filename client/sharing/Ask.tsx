import { Button } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";

interface AskProps {
  /** What it means, read out with the button that the keyboard is put on. */
  sentence: string;
  go: string;
  busy: boolean;
  onGo: () => void;
  onCancel: () => void;
}

/** Asks, in place, before something that the person cannot take back alone. */
export function Ask({ sentence, go, busy, onGo, onCancel }: AskProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="share-ask">
      <p id={id}>{sentence}</p>
      <Button size="xs" color="red" autoFocus aria-describedby={id} loading={busy} onClick={onGo}>
        {go}
      </Button>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t("sharing.stay")}
      </Button>
    </div>
  );
}
