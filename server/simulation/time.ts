/** Time that stands still until it is told to pass. */
export interface Time {
  now: () => number;
  after: (ms: number, run: () => void) => { cancel: () => void };
  /** Lets so much time pass, running what falls due in its order. */
  advance: (ms: number) => void;
  /** The clock is set back; timers do not mind. */
  setBack: (ms: number) => void;
}

export function createTime(): Time {
  let moment = 1_700_000_000_000;
  let setBackMs = 0;
  let timers: { due: number; run: () => void }[] = [];
  return {
    now: () => moment - setBackMs,
    after: (ms, run) => {
      const timer = { due: moment + ms, run };
      timers.push(timer);
      return {
        cancel: () => {
          timers = timers.filter((other) => other !== timer);
        },
      };
    },
    advance: (ms) => {
      const until = moment + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        moment = Math.max(moment, next.due);
        next.run();
      }
      moment = until;
    },
    setBack: (ms) => {
      setBackMs += ms;
    },
  };
}
