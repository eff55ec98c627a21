import { can } from "../../shared/member.ts";
import type { RefusalCode } from "../../shared/refusal.ts";
import type { ConnectionState, ReadOnlyReason, Trouble } from "./connectionState.ts";
import type { OtherPeople } from "./otherPeople.ts";

export type ReadingReason = "viewer" | "commenter" | "archive" | "trash";

/** What the state chip says. It never claims more than is known, and every trouble counts the edits it concerns. */
export type SaveState =
  | { says: "opening" }
  | { says: "connecting" }
  /** On the server's disk; `sentTo` counts other people, and is 0 when nobody else is here, which is no failure. */
  | { says: "saved"; sentTo: number }
  | { says: "saving" }
  | { says: "slow"; unsaved: number }
  | { says: "offline"; unsaved: number }
  | { says: "unreachable"; unsaved: number }
  | { says: "busy"; unsaved: number }
  | { says: "storageFailing"; unsaved: number }
  /** Nothing of this page's to be saved, because it may not write: by role, or because of where the document stands. */
  | { says: "reading"; because: ReadingReason }
  | { says: "refused"; code: RefusalCode; unsaved: number }
  | { says: "stopped"; reason: ReadOnlyReason; unsaved: number };

/** A dropped socket is usually back within a moment, and until then "connecting" is all that is known. */
export const quickReturnMs = 1500;
/** From then on "Saving…" says how many edits are waiting. */
export const slowSaveMs = 8000;

export function saveStateOf(state: ConnectionState, others: OtherPeople, now: number): SaveState {
  const { status, save, storageFailing } = state;
  const { unsaved } = save;
  switch (status.is) {
    case "opening":
      if (status.trouble === null || now - status.since < quickReturnMs) return { says: "opening" };
      return { says: whatIsWrong(status.trouble), unsaved };
    case "away": {
      if (storageFailing) return { says: "storageFailing", unsaved };
      if (now - status.since < quickReturnMs) return unsaved > 0 ? { says: "saving" } : { says: "connecting" };
      const wrong = whatIsWrong(status.trouble);
      return { says: wrong === "unreachable" && status.deviceSaysOffline ? "offline" : wrong, unsaved };
    }
    case "refused":
      return { says: "refused", code: status.code, unsaved };
    case "readOnly":
      return { says: "stopped", reason: status.reason, unsaved };
    case "live": {
      if (storageFailing) return { says: "storageFailing", unsaved };
      if (unsaved > 0)
        return now - (save.unsavedSince ?? now) < slowSaveMs ? { says: "saving" } : { says: "slow", unsaved };
      const because = readingReason(state);
      if (because !== null) return { says: "reading", because };
      return { says: "saved", sentTo: sentTo(save.handedTo ?? 0, others) };
    }
    default:
      return status satisfies never;
  }
}

/** Why this page may only read; null when it may write, or when that is not known yet. */
export function readingReason({ me, shelf }: Pick<ConnectionState, "me" | "shelf">): ReadingReason | null {
  if (me === null || can(me.role, "edit", shelf)) return null;
  if (shelf !== "library") return shelf;
  return can(me.role, "comment") ? "commenter" : "viewer";
}

/**
 * To how many other people the last edits surely went: the server counts sessions, so one's own other tabs come off, and
 * several tabs of one person are no more than that person. Where it cannot be told apart it says less.
 */
function sentTo(sessions: number, { people, ownTabs }: OtherPeople): number {
  return Math.min(Math.max(0, sessions - ownTabs), people);
}

function whatIsWrong(trouble: Trouble): "unreachable" | "busy" | "storageFailing" {
  if (trouble === "storage-failed") return "storageFailing";
  return trouble === "unreachable" || trouble === "restarting" ? "unreachable" : "busy";
}

/** When the state will read differently although nothing happens; null when only an event can change it. */
export function nextLookAt(state: ConnectionState): number | null {
  const { status, save } = state;
  if (status.is === "opening" || status.is === "away") return status.since + quickReturnMs;
  if (status.is === "live" && save.unsavedSince !== null) return save.unsavedSince + slowSaveMs;
  return null;
}

export function toneOf(state: SaveState): "calm" | "amber" | "red" {
  switch (state.says) {
    case "refused":
    case "stopped":
    case "storageFailing":
      return "red";
    case "offline":
    case "unreachable":
    case "busy":
    case "slow":
      return "amber";
    default:
      return "calm";
  }
}

/** Whether leaving the page now would lose words. */
export function wouldLoseWords(state: ConnectionState): boolean {
  return state.save.unsaved > 0;
}
