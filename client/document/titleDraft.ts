import { maxTitleLength, parseTitle } from "../../shared/document.ts";
import { type Failure, failureOf, isTransient } from "../api/failure.ts";

export type TitleProblem =
  | { is: "tooLong"; excess: number }
  /** Allowed, and worth a word before it counts. */
  | { is: "empty" }
  /** Kept here and sent by itself later. */
  | { is: "waiting" }
  | { is: "refused"; failure: Failure };

export interface TitleFacts {
  /** What the field shows instead of the document's title; null while it follows the document. */
  draft: string | null;
  problem: TitleProblem | null;
}

export interface TitleDraft {
  /** The same object until something changes. */
  facts(): TitleFacts;
  subscribe(listener: () => void): () => void;
  typed(text: string): void;
  /** Somebody is in the field again. */
  enter(): void;
  /** Enter was pressed: sends now. False when it cannot be sent as it stands. */
  commit(): boolean;
  leave(): void;
  /** Goes back to the title before, or to what another has named the document since. */
  giveUp(): void;
  /** The title as the server tells it, whoever gave it. */
  documentSays(title: string): void;
  /** The connection is back: what waits is sent. */
  connected(): void;
  /** Whether a title is here alone and shall still be sent. */
  hasUnsent(): boolean;
  close(): void;
}

const pauseMs = 300;
const tryAgainMs = 5_000;

/**
 * A title while it is typed. It is sent at each pause so that others see it grow, one question at a time so that the last one
 * stands, and it stays here until the server has it: neither a fallen server, nor a refusal, nor another's rename costs
 * what was typed.
 */
export function openTitleDraft(needs: { rename: (title: string) => Promise<unknown> }): TitleDraft {
  const listeners = new Set<() => void>();
  let title = "";
  /** What Escape goes back to: the title when typing began, or another's since. */
  let before = "";
  /** What the server has, as far as is known here; news of one's own rename may still be on its way. */
  let atServer = "";
  let draft: string | null = null;
  let isHeld = false;
  /** Something was typed that the server has not taken yet. */
  let isUnsent = false;
  let asking = false;
  let failure: Failure | null = null;
  /** What this draft has sent, to know the news of it from another's rename. */
  const sent = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let known: TitleFacts | null = null;
  let isClosed = false;

  function changed(): void {
    known = null;
    for (const listener of [...listeners]) listener();
  }

  function sendAfter(ms: number): void {
    stopTimer();
    if (isClosed) return;
    timer = setTimeout(() => {
      timer = null;
      // On the way to another title the field is often empty; nobody wants to see that.
      if (!isHeld || draft === null || parseTitle(draft) !== "") send();
    }, ms);
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function send(): void {
    stopTimer();
    const parsed = draft === null ? null : parseTitle(draft);
    if (!asking && isUnsent && parsed !== null) {
      if (parsed === atServer) isUnsent = false;
      else void ask(parsed);
    }
    settle();
  }

  async function ask(asked: string): Promise<void> {
    asking = true;
    sent.add(asked);
    try {
      await needs.rename(asked);
      atServer = asked;
      failure = null;
    } catch (thrown) {
      failure = failureOf(thrown);
    }
    asking = false;
    const isNewest = draft === null || parseTitle(draft) === asked;
    if (failure === null && isNewest) isUnsent = false;
    if (failure !== null && isTransient(failure)) sendAfter(tryAgainMs);
    // While the timer runs somebody is typing, and it sends what they type.
    else if (!isNewest && timer === null) send();
    settle();
  }

  /** Lets the field follow the document again once nothing is left to be sent or shown here. */
  function settle(): void {
    if (!isHeld && !isUnsent && !asking && failure === null && title === atServer) {
      draft = null;
      sent.clear();
    }
    changed();
  }

  function problem(): TitleProblem | null {
    if (draft === null) return null;
    const parsed = parseTitle(draft);
    if (parsed === null) return { is: "tooLong", excess: Math.max(1, draft.trim().length - maxTitleLength) };
    if (failure !== null) return isTransient(failure) ? { is: "waiting" } : { is: "refused", failure };
    return parsed === "" && isHeld && isUnsent && before !== "" ? { is: "empty" } : null;
  }

  return {
    facts() {
      known ??= { draft, problem: problem() };
      return known;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    typed(text) {
      if (draft === null) before = title;
      draft = text;
      isHeld = true;
      isUnsent = true;
      // What keeps the server away does not end because somebody types on.
      if (failure !== null && !isTransient(failure)) failure = null;
      sendAfter(pauseMs);
      changed();
    },
    enter() {
      if (draft !== null) isHeld = true;
    },
    commit() {
      if (draft === null) return true;
      const parsed = parseTitle(draft);
      if (parsed === null) return false;
      draft = parsed;
      isUnsent = true;
      isHeld = false;
      send();
      return true;
    },
    leave() {
      isHeld = false;
      if (draft !== null) draft = parseTitle(draft) ?? draft;
      send();
    },
    giveUp() {
      isHeld = false;
      if (draft === null) return;
      draft = before;
      isUnsent = true;
      failure = null;
      send();
    },
    documentSays(told) {
      title = told;
      if (draft === null || !sent.has(told)) {
        before = told;
        atServer = told;
      }
      settle();
    },
    connected() {
      if (draft !== null && !isHeld) send();
      else if (isUnsent) sendAfter(pauseMs);
    },
    hasUnsent() {
      if (draft === null || !isUnsent || parseTitle(draft) === null) return false;
      return failure === null || isTransient(failure);
    },
    close() {
      isClosed = true;
      stopTimer();
      listeners.clear();
    },
  };
}
