import type { ReactNode, Ref } from "react";
import "./Chip.css";

export interface ChipProps {
  /** Amber is a warning, red a refusal; both still need their words. */
  tone?: "calm" | "amber" | "red";
  icon?: ReactNode;
  /** The words, always there. */
  children: ReactNode;
  onClick?: () => void;
  expanded?: boolean;
  /** What it says in full, where the words are shortened for want of room. */
  label?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A small state in words; a button when it has something to explain. */
export function Chip({ tone = "calm", icon, children, onClick, expanded, label, ref }: ChipProps) {
  const content = (
    <>
      {icon !== undefined && <span aria-hidden>{icon}</span>}
      <span className="chip-words">{children}</span>
    </>
  );
  if (!onClick) {
    return (
      <span className="chip" data-tone={tone}>
        {content}
      </span>
    );
  }
  return (
    <button
      ref={ref}
      type="button"
      className="chip"
      data-tone={tone}
      onClick={onClick}
      aria-expanded={expanded}
      aria-label={label}
    >
      {content}
    </button>
  );
}
