import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import { failureSentence } from "../api/failure.ts";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";

export interface LeaveDialogProps {
  opened: boolean;
  /** Null until the first question. It stays while the dialog goes. */
  document: DocumentSummary | null;
  /** Rejects with a failure when the server says no. */
  onLeave: () => Promise<void>;
  /** Called when it was given up as well. */
  onClose: () => void;
}

/** Asks before somebody gives up their own access, which only others can give back. */
export function LeaveDialog({ opened, document, onLeave, onClose }: LeaveDialogProps) {
  const { t } = useTranslation();
  const leaving = useMutation({ mutationFn: onLeave, onSuccess: onClose });
  return (
    <ConfirmDialog
      opened={opened}
      title={t("library.leave.title", { title: document?.title || t("document.untitled") })}
      confirmLabel={t("sharing.leave")}
      cancelLabel={t("library.leave.cancel")}
      onConfirm={() => leaving.mutate()}
      onCancel={() => {
        leaving.reset();
        onClose();
      }}
      busy={leaving.isPending}
      failure={leaving.error ? failureSentence(t, leaving.error) : undefined}
    >
      <p className="purge-loss">{t("sharing.leaveAsk")}</p>
    </ConfirmDialog>
  );
}
