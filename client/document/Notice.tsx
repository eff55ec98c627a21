import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../ui/IconButton.tsx";

/** Says that something did not happen, where the eyes are. */
export function Notice({ sentence, close }: { sentence: string; close: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="document-banner" data-tone="amber" role="alert">
      <p>{sentence}</p>
      <IconButton label={t("ui.dismiss")} icon={<IconX size={18} stroke={1.75} />} onClick={close} />
    </div>
  );
}
