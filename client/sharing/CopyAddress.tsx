import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../ui/CopyButton.tsx";

/** Copies an address. Where the browser does not do that it is shown, selected, to be copied by hand. */
export function CopyAddress({ url, label }: { url: string; label: string }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (isShown) field.current?.select();
  }, [isShown]);

  if (isShown) {
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
    <CopyButton
      size="xs"
      variant="default"
      text={url}
      aria-label={label}
      copyLabel={t("ui.copy")}
      copiedLabel={t("ui.copied")}
      onRefused={() => setShown(true)}
    />
  );
}
