import { useSyncExternalStore } from "react";

let said = { sentence: "", count: 0 };
const listeners = new Set<() => void>();

/** Says a sentence to those who listen to the page instead of looking at it. Only for what is not read out anyway. */
export function announce(sentence: string): void {
  said = { sentence, count: said.count + 1 };
  for (const listener of listeners) listener();
}

/** Where announcements are read from; one stands on every page. */
export function Announcer() {
  const { sentence, count } = useSyncExternalStore(subscribe, () => said);
  // The key makes the same sentence, said again, a change that is read again.
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={count}>{sentence}</span>
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
