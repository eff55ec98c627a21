import type { UpdateLog } from "../updateLog.ts";

export interface HeldLog {
  append: UpdateLog["append"];
  letWritten(): void;
  /** After `letWritten`. */
  letDurable(): void;
}

/** Appends at once to a log whose good news come only when they are let through. */
export function heldLog(log: Pick<UpdateLog, "append">): HeldLog {
  const written = createGate();
  const durable = createGate();
  return {
    append: (documentId, ask, listener) =>
      log.append(documentId, ask, {
        written: (last) => written.pass(() => listener.written(last)),
        durable: () => durable.pass(() => listener.durable()),
        moved: (head) => listener.moved(head),
        failed: (error) => listener.failed(error),
      }),
    letWritten: written.open,
    letDurable: durable.open,
  };
}

function createGate() {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    pass(run: () => void): void {
      if (isOpen) run();
      else waiting.push(run);
    },
    open(): void {
      isOpen = true;
      for (const run of waiting.splice(0)) run();
    },
  };
}
