import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useNarrow } from "./useNarrow.ts";
import "./Sheet.css";

export interface SheetProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  children: ReactNode;
}

/** More about something: from below on a phone, from the side elsewhere. */
export function Sheet({ opened, onClose, title, closeLabel, children }: SheetProps) {
  const narrow = useNarrow();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      position={narrow ? "bottom" : "right"}
      size={narrow ? "auto" : 380}
      closeButtonProps={{ "aria-label": closeLabel, size: narrow ? 44 : 36, iconSize: 18 }}
      classNames={{ content: "sheet", title: "sheet-title" }}
    >
      {children}
    </Drawer>
  );
}
