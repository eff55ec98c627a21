import type { Awareness } from "y-protocols/awareness";
import { type Device, idleAfterMs } from "../../shared/presence.ts";

/** What tells that somebody is at the page. Nothing of it is kept but when it was. */
const signsOfLife = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

/** A page of a phone's size, or as low as a phone that lies on its side and is touched. */
const phoneQuery = "(max-width: 600px), (pointer: coarse) and (max-height: 600px)";

/** Tells the others whether somebody is at this page, and at what. The server and the others learn these words and nothing more. */
export function tellOwnPresence(awareness: Awareness, page: Window): { close(): void } {
  const phone = page.matchMedia(phoneQuery);
  let lastSignAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const look = () => {
    clearTimeout(timer);
    const left = lastSignAt + idleAfterMs - Date.now();
    const isIdle = page.document.visibilityState === "hidden" || left <= 0;
    // A clock that was set back must not keep somebody awake for longer than it should.
    if (!isIdle) timer = setTimeout(look, Math.min(left, idleAfterMs));
    tell(awareness, "idle", isIdle || undefined);
  };
  const onSign = () => {
    lastSignAt = Date.now();
    // Signs come with every pixel of a pointer; only the first after a pause changes anything.
    if (awareness.getLocalState()?.idle === true) look();
  };
  const onVisibility = () => {
    if (page.document.visibilityState !== "hidden") lastSignAt = Date.now();
    look();
  };
  const onSize = () => tell(awareness, "device", (phone.matches ? "phone" : "computer") satisfies Device);

  for (const sign of signsOfLife) page.addEventListener(sign, onSign, { passive: true, capture: true });
  page.document.addEventListener("visibilitychange", onVisibility);
  phone.addEventListener("change", onSize);
  tell(awareness, "hidden", isQuiet() || undefined);
  onSize();
  look();
  return {
    close() {
      clearTimeout(timer);
      for (const sign of signsOfLife) page.removeEventListener(sign, onSign, { capture: true });
      page.document.removeEventListener("visibilitychange", onVisibility);
      phone.removeEventListener("change", onSize);
    },
  };
}

/** Kept for this tab, so that a reload or another document shows nobody where one is. */
const quietKey = "ambo-quiet";

export function isQuiet(): boolean {
  try {
    return sessionStorage.getItem(quietKey) !== null;
  } catch {
    return false;
  }
}

/** Hides this tab's caret from the others, or shows it again. The others are told that it is hidden. */
export function setQuiet(awareness: Awareness, quiet: boolean): void {
  try {
    if (quiet) sessionStorage.setItem(quietKey, "1");
    else sessionStorage.removeItem(quietKey);
  } catch {
    // Without storage it holds until the page is loaded again.
  }
  tell(awareness, "hidden", quiet || undefined);
}

/** Changes one field of the own state, and says nothing where it is so already. A session that has left says nothing either. */
export function tell(awareness: Awareness, field: string, value: unknown): void {
  const state = awareness.getLocalState();
  if (state === null || JSON.stringify(state[field]) === JSON.stringify(value)) return;
  awareness.setLocalStateField(field, value);
}
