/**
 * Runs everything that was asked for in one turn of the event loop together, at its end: what many rooms hand to the log then goes into
 * one write of the journal.
 */
export function createTurns(): (run: () => void) => void {
  let waiting: (() => void)[] = [];
  return (run) => {
    waiting.push(run);
    if (waiting.length > 1) return;
    setImmediate(() => {
      const due = waiting;
      waiting = [];
      for (const next of due) next();
    });
  };
}
