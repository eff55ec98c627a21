import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Failure, failureSentence } from "../api/failure.ts";
import { IconButton } from "../ui/IconButton.tsx";

export function CreateFailed({ failure, onClose }: { failure: Failure; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="library-strip" data-tone="red" role="alert">
      <span>{t("library.createFailed", { why: failureSentence(t, failure) })}</span>
      <IconButton label={t("ui.dismiss")} icon={<IconX size={18} stroke={1.75} />} onClick={onClose} />
    </div>
  );
}
