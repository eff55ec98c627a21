/** Background work that takes turns with everything else the process does. */
export interface Slices {
  /** Null while the present slice lasts; afterwards a promise that resolves when the next one begins. */
  rest(): Promise<void> | null;
}

export interface SlicesNeeds {
  /** Milliseconds that pass, whatever the wall clock does. */
  now: () => number;
  after: (ms: number, run: () => void) => void;
  /** How long the event loop is held at a time. */
  sliceMs: number;
}

/** Works at most half of the time: after each slice it rests as long as the slice took. */
export function createSlices({ now, after, sliceMs }: SlicesNeeds): Slices {
  let beganAt = now();
  let resting: Promise<void> | null = null;
  return {
    rest() {
      if (resting !== null) return resting;
      const worked = now() - beganAt;
      if (worked < sliceMs) return null;
      // Waiting for a disk counts as work here, which only makes the rest longer; it is bounded for the same reason.
      resting = new Promise((resolve) => {
        after(Math.min(worked, 4 * sliceMs), () => {
          beganAt = now();
          resting = null;
          resolve();
        });
      });
      return resting;
    },
  };
}
