import { type ReactNode, useId } from "react";
import "./settings.css";

/** One matter of a page of settings: what it is about, a sentence, and what can be done. */
export function SettingsSection({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="settings-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead !== undefined && <p className="settings-lead">{lead}</p>}
      {children}
    </section>
  );
}
