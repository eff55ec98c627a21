import { isMac } from "../editor/isMac.ts";

/** The way to the chat and back, as people read it on their own keyboard. */
export const chatShortcut = isMac ? "⌥⌘↩" : "Ctrl+Alt+Enter";

export function isChatShortcut(
  event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">,
): boolean {
  const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return event.key === "Enter" && event.altKey && mod && !event.shiftKey;
}
