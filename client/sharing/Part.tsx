import type { ReactNode } from "react";

interface PartProps {
  id: string;
  title: string;
  children: ReactNode;
}

/** A part of the dialog under its heading, which takes the keyboard from a row that goes: see `focusPart`. */
export function Part({ id, title, children }: PartProps) {
  return (
    <section className="share-part" aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {title}
      </h3>
      {children}
    </section>
  );
}

/** What was pressed is about to go; without this the keyboard would fall out of the dialog. */
export function focusPart(id: string): void {
  document.getElementById(id)?.focus();
}
