import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import { failureSentence } from "../api/failure.ts";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";

export interface PurgeDialogProps {
  opened: boolean;
  /** Null until the first question. It stays while the dialog goes. */
  document: DocumentSummary | null;
  /** Rejects with a failure when the server says no. */
  onPurge: () => Promise<void>;
  /** Called when it was given up as well. */
  onClose: () => void;
}

/** Asks before a document is deleted for good, and says what goes with it. */
export function PurgeDialog({ opened, document, onPurge, onClose }: PurgeDialogProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const others = (document?.members.length ?? 1) - 1;

  async function purge(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await onPurge();
      close();
    } catch (thrown) {
      setFailure(failureSentence(t, thrown));
    } finally {
      setBusy(false);
    }
  }

  function close(): void {
    setFailure(undefined);
    onClose();
  }

  return (
    <ConfirmDialog
      opened={opened}
      title={t("library.purge.title", { title: document?.title || t("document.untitled") })}
      confirmLabel={t("library.purge.confirm")}
      cancelLabel={t("library.purge.cancel")}
      onConfirm={() => void purge()}
      onCancel={close}
      tone="red"
      busy={busy}
      failure={failure}
    >
      <p className="purge-loss">{t("library.purge.loss")}</p>
      {others > 0 && <p className="purge-loss">{t("library.purge.others", { count: others })}</p>}
    </ConfirmDialog>
  );
}
