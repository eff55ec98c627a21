import type { Duplex } from "node:stream";

const corked = new Set<Duplex>();

/** Everything written to a stream in one turn leaves in one system call. */
export function corkForThisTurn(stream: Duplex): void {
  if (corked.has(stream)) return;
  if (corked.size === 0) process.nextTick(uncorkAll);
  corked.add(stream);
  stream.cork();
}

function uncorkAll(): void {
  const streams = [...corked];
  corked.clear();
  for (const stream of streams) stream.uncork();
}
