import * as Y from "yjs";

/** Runs `turn` once, soon; the answer cancels it. */
export type NextTurn = (turn: () => void) => () => void;

export interface RemoteUpdates {
  /** Takes one update of a peer; it reaches the document with the next turn. */
  add(update: Uint8Array): void;
  /** Applies what is waiting, now. Called before anything reads the document's state for the server. */
  flush(): void;
  close(): void;
}

interface RemoteUpdatesNeeds {
  doc: Y.Doc;
  /** The transaction origin, by which everybody knows a change that came from the server. */
  origin: unknown;
  nextTurn: NextTurn;
  applied: () => void;
  failed: (error: unknown) => void;
}

/**
 * The queue of updates from peers. Each turn applies all that wait inside one transaction, so that fifty typists cost
 * the editor one redraw a frame and messages cannot starve the screen.
 */
export function openRemoteUpdates({ doc, origin, nextTurn, applied, failed }: RemoteUpdatesNeeds): RemoteUpdates {
  let waiting: Uint8Array[] = [];
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel?.();
    cancel = null;
    if (waiting.length === 0) return;
    const updates = waiting;
    waiting = [];
    try {
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update, origin);
      }, origin);
    } catch (error) {
      // Some of the updates may be missing from the document now: whoever owns the queue must not go on as if it were whole.
      failed(error);
      return;
    }
    applied();
  }

  return {
    add(update) {
      waiting.push(update);
      cancel ??= nextTurn(flush);
    },
    flush,
    close() {
      cancel?.();
      cancel = null;
      waiting = [];
    },
  };
}

const hiddenPageMs = 250;

/** The next animation frame, raced by a timer because a hidden page gets no frames. */
export const nextFrame: NextTurn = (turn) => {
  const stop = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    stop();
    turn();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, hiddenPageMs);
  return stop;
};
