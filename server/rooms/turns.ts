/**
 * When rooms hand over what they have gathered. On a quiet server at once, so that nobody waits; on a busy one together at the end of
 * the turn of the event loop, so that many rooms share one write of the journal, and many edits one frame. Busy is a turn after one
 * in which more than a single room asked.
 */
export function createTurns(endOfTurn: (run: () => void) => void = setImmediate): (run: () => void) => void {
  let waiting: (() => void)[] = [];
  let isQuiet = true;
  /** How many asked in this turn; 0 outside one. */
  let asked = 0;

  return (run) => {
    if (asked++ === 0) endOfTurn(runWaiting);
    if (isQuiet && asked === 1) run();
    else waiting.push(run);
  };

  function runWaiting(): void {
    const due = waiting;
    waiting = [];
    isQuiet = asked === 1;
    asked = 0;
    for (const run of due) run();
  }
}
