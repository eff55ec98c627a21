import type { ServerResponse } from "node:http";

export interface StallLimits {
  /** How long nobody may read. */
  stallMs: number;
  /** Whoever has taken less in that time does not read: it is far below what the slowest line carries. */
  stallBytes: number;
}

/**
 * Ends an answer whose reader does not take it, however much of it is left. One that waits for us, because making it takes its time, is
 * left alone.
 *
 * @returns what to call when the answer is over.
 */
export function endWhenStalled(
  response: Pick<ServerResponse, "socket" | "writableNeedDrain" | "destroy">,
  { stallMs, stallBytes, after }: StallLimits & { after: (ms: number, run: () => void) => { cancel: () => void } },
): () => void {
  const sent = () => response.socket?.bytesWritten ?? 0;
  let before = sent();
  let timer = after(stallMs, look);
  return () => timer.cancel();

  function look(): void {
    if (response.writableNeedDrain && sent() - before < stallBytes) {
      response.destroy();
      return;
    }
    before = sent();
    timer = after(stallMs, look);
  }
}
