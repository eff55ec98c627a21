import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import "./Dialog.css";

export interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** Names the cross in the corner; absent where the dialog's own buttons say what leaving means. */
  closeLabel?: string;
  /** Its width in pixels; for more than a question. */
  size?: number;
  children: ReactNode;
}

/** What asks or tells something before the page goes on. All of them have one heading and their buttons at the end. */
export function Dialog({ opened, onClose, title, closeLabel, size = 440, children }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      withCloseButton={closeLabel !== undefined}
      closeButtonProps={{ "aria-label": closeLabel, size: 36, iconSize: 18 }}
      classNames={{ title: "dialog-title", header: "dialog-header", body: "dialog-body" }}
    >
      {children}
    </Modal>
  );
}

/** The buttons of a dialog, the one that goes on last. */
export function DialogWays({ children }: { children: ReactNode }) {
  return <div className="dialog-ways">{children}</div>;
}
