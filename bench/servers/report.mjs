/**
 * How a measured server answers the bench: it says where it listens, and on request what it has used. CPU time is the
 * process's own count, all threads together, so that work handed to a thread pool is not forgotten.
 */
export function reportTo(port) {
  process.on("message", ({ id, gc }) => {
    if (gc) {
      // Twice: the first run only marks what finalizers then let go.
      globalThis.gc?.();
      globalThis.gc?.();
    }
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send({ id, usage: { userMs: user / 1000, systemMs: system / 1000, rss, held: heapUsed + external } });
  });
  process.on("disconnect", () => process.exit());
  process.send({ port });
}
