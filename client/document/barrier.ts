import type { BarrierAnswer } from "../../shared/frames.ts";

/** What is known about this tab's edits. An edit is one update of the document made here. */
export interface SaveFacts {
  /** How many edits the server has not yet acknowledged as saved. */
  unsaved: number;
  /** When the oldest of them was made; null when there is none. */
  unsavedSince: number | null;
  /** When the last acknowledgement came; null before the first. */
  savedAt: number | null;
  /** To how many other open pages the last acknowledged edits were handed; null before the first. */
  handedTo: number | null;
}

export interface Barrier {
  /** Counts `count` more edits, whether they could be sent or not. */
  edited(count: number): void;
  /** Asks whether all edits so far are saved, if there is something to ask and nothing asked that is unanswered. */
  ask(): void;
  /** The socket has been given everything this tab holds: earlier questions died with the old socket, so ask afresh. */
  opened(): void;
  closed(): void;
  /** Updates of others were applied: asks a little later, so that readers learn the synced seq too. */
  readSomething(): void;
  answered(answer: BarrierAnswer): void;
  facts(): SaveFacts;
  /** The highest seq that the server said is synced. */
  seen(): number;
}

const readersAskEveryMs = 2000;

/**
 * Counts local edits and asks the server when they are safe. Frames on one socket are ordered, so a question sent after
 * the edits is answered after the sync that covers them; comparing state vectors instead would overlook deletions.
 * One question is under way at a time: a fast typist then costs one question a round trip, not one a key.
 */
export function openBarrier(needs: { send: (version: number) => void; now: () => number }): Barrier {
  let edits = 0;
  let saved = 0;
  let isOpen = false;
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let seen = 0;
  let savedAt: number | null = null;
  let handedTo: number | null = null;
  /** When each edit after `saved` was made, in order. */
  let madeAt: number[] = [];

  function send(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isAsked = true;
    needs.send(edits);
  }

  function ask(): void {
    if (isOpen && !isAsked && edits > saved) send();
  }

  return {
    edited(count) {
      edits += count;
      const at = needs.now();
      for (let made = 0; made < count; made++) madeAt.push(at);
    },
    ask,
    opened() {
      isOpen = true;
      send();
    },
    closed() {
      isOpen = false;
      isAsked = false;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
    readSomething() {
      if (!isOpen || isAsked || timer !== null) return;
      timer = setTimeout(() => {
        timer = null;
        if (isOpen && !isAsked) send();
      }, readersAskEveryMs);
    },
    answered(answer) {
      isAsked = false;
      seen = Math.max(seen, answer.syncedSeq);
      // A version that was never asked for would be a claim about edits that the server cannot know.
      const version = Math.min(answer.version, edits);
      if (version > saved) {
        madeAt = madeAt.slice(version - saved);
        saved = version;
        handedTo = answer.handedTo;
      }
      savedAt = needs.now();
      ask();
    },
    facts: () => ({ unsaved: edits - saved, unsavedSince: madeAt[0] ?? null, savedAt, handedTo }),
    seen: () => seen,
  };
}
