/**
 * How far a room has come, in entries since it opened: `applied` (in the Y.Doc), `written` (a crash of the process cannot take it) and
 * `synced` (a power cut cannot). Everything that a room promises waits here, in one order.
 */
export interface Watermarks {
  readonly applied: number;
  readonly synced: number;
  /** Everything that was applied is on disk for good, and has been told. */
  readonly isSettled: boolean;
  /** One more entry is in the Y.Doc. */
  entryApplied(): void;
  /** Runs `run` once everything applied by now is written, in order with all else that waits for that. `onFailed` runs instead if the room fails. */
  whenWritten(run: () => void, onFailed?: () => void): void;
  /** Runs `run` once everything applied by now, by whomever, is synced. */
  whenSynced(run: () => void, onFailed?: () => void): void;
  writtenUpTo(count: number): void;
  syncedUpTo(count: number): void;
  /** Nothing more will be written or synced: everybody who waits is told, and so is who asks later. */
  end(): void;
}

interface Waiting {
  upTo: number;
  run: () => void;
  onFailed: (() => void) | undefined;
}

/** @param onBroken told when something that waited threw: what follows it in the order can then not be kept. */
export function createWatermarks(onBroken: (error: unknown) => void): Watermarks {
  let applied = 0;
  let written = 0;
  let synced = 0;
  let isEnded = false;
  let departures: Waiting[] = [];
  let acknowledgements: Waiting[] = [];

  return {
    get applied() {
      return applied;
    },
    get synced() {
      return synced;
    },
    get isSettled() {
      return synced === applied && departures.length === 0;
    },
    entryApplied() {
      applied++;
    },
    whenWritten(run, onFailed) {
      if (isEnded) {
        onFailed?.();
        return;
      }
      departures.push({ upTo: applied, run, onFailed });
      runReached(departures, written);
    },
    whenSynced(run, onFailed) {
      if (isEnded) {
        onFailed?.();
        return;
      }
      acknowledgements.push({ upTo: applied, run, onFailed });
      runReached(acknowledgements, synced);
    },
    writtenUpTo(count) {
      written = Math.max(written, count);
      runReached(departures, written);
    },
    syncedUpTo(count) {
      synced = Math.max(synced, count);
      runReached(acknowledgements, synced);
    },
    end() {
      isEnded = true;
      const unmet = [...departures, ...acknowledgements];
      departures = [];
      acknowledgements = [];
      for (const waiting of unmet) waiting.onFailed?.();
    },
  };

  function runReached(list: Waiting[], reached: number): void {
    while (!isEnded) {
      const first = list[0];
      if (first === undefined || first.upTo > reached) return;
      list.shift();
      try {
        first.run();
      } catch (error) {
        onBroken(error);
        return;
      }
    }
  }
}
