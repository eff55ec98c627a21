export interface Reconnect {
  /** How many attempts in a row have failed. */
  failures(): number;
  /** Tries again after a pause that grows with each failure. */
  later(): void;
  /** Tries again at once, for instance because the machine says that its network is back. */
  now(): void;
  /** The connection works: the next failure starts from a short pause. */
  worked(): void;
  stop(): void;
}

const firstPauseMs = 400;
const longestPauseMs = 5000;

/**
 * When to try again. The provider's own pauses are the same on every page, so 200 pages would return to a restarted
 * server in step; these are spread over the whole pause.
 */
export function openReconnect(needs: { connect: () => void; random: () => number }): Reconnect {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  return {
    failures: () => failures,
    later() {
      stop();
      timer = setTimeout(
        () => {
          timer = null;
          needs.connect();
        },
        pauseMs(failures, needs.random()),
      );
      failures++;
    },
    now() {
      if (timer === null) return;
      stop();
      needs.connect();
    },
    worked() {
      failures = 0;
    },
    stop,
  };
}

/** The pause before the attempt that follows `failures` others: a quarter is fixed, the rest is chance. */
export function pauseMs(failures: number, chance: number): number {
  const most = Math.min(firstPauseMs * 2 ** failures, longestPauseMs);
  return most / 4 + chance * most * 0.75;
}
