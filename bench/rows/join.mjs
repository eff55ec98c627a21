import { used } from "../load/figures.mjs";
import { syncFrame } from "../load/frames.mjs";
import { moveIn, pause } from "../load/home.mjs";

const joiners = 50;

export const join = {
  name: "join",
  title: "50 clients joining a document of 1 MB at once",
  servers: ["relay", "stock", "ambo"],
  figures: [
    { key: "cpu", label: "server CPU per join", unit: "ms", goal: 0.05 },
    { key: "bytes", label: "bytes per join", unit: "kB" },
    { key: "last", label: "until the last one has it", unit: "ms" },
  ],
  greeting: ({ large }) => syncFrame(1, large.state),
  where:
    "Encoding the document, which stock does for each joiner and ours once for all; what is left is copying bytes into sockets.",
  async measure(bench) {
    const home = await moveIn(bench.server, { people: 10, documents: 1 });
    await home.fill(0, bench.large.updates);
    return bench.repeat(async () => {
      const before = await bench.usage();
      const startedAt = performance.now();
      const sockets = await Promise.all(Array.from({ length: joiners }, (_, index) => home.enter(0, index)));
      const last = performance.now() - startedAt;
      const { cpuMs } = used(before, await bench.usage());
      const bytes = sockets.reduce((sum, socket) => sum + socket.bytesIn, 0);
      for (const socket of sockets) home.leave(socket);
      await pause(300);
      return { cpu: cpuMs / joiners, bytes: bytes / joiners / 1000, last };
    });
  },
};
