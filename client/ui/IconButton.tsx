import { ActionIcon, Kbd, Tooltip } from "@mantine/core";
import type { ComponentPropsWithRef, ReactNode } from "react";
import "./IconButton.css";

export interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "children" | "color" | "aria-label"> {
  label: string;
  icon: ReactNode;
  /** As people read it, for example `Ctrl+B`; shown in the tooltip. */
  shortcut?: string;
  /** For a button that is on or off. */
  pressed?: boolean;
}

/** An icon that says what it does, and by which key, to everybody. Tabler icons: size 18, stroke 1.75. */
export function IconButton({ label, icon, shortcut, pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip
      label={
        <span className="icon-button-tip">
          {label}
          {shortcut !== undefined && <Kbd size="xs">{shortcut}</Kbd>}
        </span>
      }
    >
      <ActionIcon
        {...rest}
        variant="subtle"
        className={className === undefined ? "icon-button" : `icon-button ${className}`}
        aria-label={label}
        aria-pressed={pressed}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
