import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog, DialogWays } from "./Dialog.tsx";
import "./ConfirmDialog.css";

export interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What will happen, and what it means for people's words. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm: () => void;
  onCancel: () => void;
  /** Red for what cannot be taken back. */
  tone?: "calm" | "red";
  busy?: boolean;
  /** Why it did not work, after a try. */
  failure?: string;
}

/** Asks before something happens. Escape and the way out never do it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    opened,
    title,
    children,
    confirmLabel,
    cancelLabel,
    onConfirm,
    onCancel,
    tone = "calm",
    busy,
    failure,
  } = props;
  return (
    <Dialog opened={opened} onClose={onCancel} title={title}>
      <div className="confirm-body">{children}</div>
      {failure !== undefined && (
        <p className="confirm-failure" role="alert">
          {failure}
        </p>
      )}
      <DialogWays>
        <Button variant="default" onClick={onCancel} data-autofocus>
          {cancelLabel}
        </Button>
        <Button color={tone === "red" ? "red" : undefined} onClick={onConfirm} loading={busy}>
          {confirmLabel}
        </Button>
      </DialogWays>
    </Dialog>
  );
}
