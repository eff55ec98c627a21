import { Button } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
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
  const place = useRef<HTMLDivElement>(null);
  const [asker] = useState(() => document.activeElement);

  // The keyboard moves to the button alone, which may leave half of the question below the edge.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no way to clean up.
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);

  // Once it is answered the keyboard goes back to where it came from, unless something else took it.
  useEffect(
    () => () => {
      if (document.activeElement === document.body && asker instanceof HTMLElement) asker.focus();
    },
    [asker],
  );

  return (
    <div className="share-ask" ref={place}>
      <p id={id}>{sentence}</p>
      <Button size="xs" color="red" autoFocus aria-describedby={id} aria-disabled={busy} onClick={() => busy || onGo()}>
        {go}
      </Button>
      <Button size="xs" variant="default" onClick={onCancel}>
        {t("sharing.stay")}
      </Button>
    </div>
  );
}
