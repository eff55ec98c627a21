import { useTranslation } from "react-i18next";
import type { LinkToCopy, Person } from "../../shared/accountsApi.ts";
import { CopyField } from "../ui/CopyField.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { exactTime } from "../ui/relativeTime.ts";

interface ResetLinkDialogProps {
  handed: { person: Person; link: LinkToCopy } | null;
  onClose: () => void;
}

/** A link to a new password, to be handed over in person. It is shown this once. */
export function ResetLinkDialog({ handed, onClose }: ResetLinkDialogProps) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog
      opened={handed !== null}
      onClose={onClose}
      title={t("admin.reset.title", { name: handed?.person.name })}
      closeLabel={t("ui.close")}
    >
      {handed && (
        <div className="admin-link">
          <p>
            {t("admin.reset.sentence", {
              name: handed.person.name,
              until: exactTime(handed.link.expiresAt, i18n.language),
            })}
          </p>
          <CopyField
            url={handed.link.url}
            label={t("admin.reset.address")}
            copyLabel={t("ui.copy")}
            copiedLabel={t("ui.copied")}
          />
        </div>
      )}
    </Dialog>
  );
}
