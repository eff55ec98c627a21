/** Counts what each does in a window of time. In memory: a restart forgives, and nothing of it reaches a disk. */
export interface RateLimit {
  /** Takes one turn of `key`, a member, a network or whatever is counted; or says no. */
  take(key: string): boolean;
}

/** `most` turns for each key in a window of `windowMs`, which begins and ends for all of them together. */
export function createRateLimit({
  most,
  windowMs,
  now,
}: {
  most: number;
  windowMs: number;
  now: () => number;
}): RateLimit {
  let counts = new Map<string, number>();
  let endsAt = 0;
  return {
    take(key) {
      const moment = now();
      // A clock that was set back must not make people wait until it has caught up.
      if (moment >= endsAt || moment < endsAt - windowMs) {
        counts = new Map();
        endsAt = moment + windowMs;
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= most;
    },
  };
}
