import { syncFrame } from "../load/frames.mjs";
import { moveIn, pause } from "../load/home.mjs";

export const restart = {
  name: "restart",
  title: "Killed and started again, document of 1 MB",
  servers: ["stock-disk", "ambo"],
  figures: [
    { key: "ms", label: "until the first client has the document", unit: "ms", goal: 0.3 },
    { key: "listening", label: "of it, until the server listens", unit: "ms", note: true },
  ],
  where:
    "Starting Node and reading our modules, then replaying the log; stock with LevelDB merges every stored update.",
  async measure(bench) {
    const home = await moveIn(bench.server, { people: 1, documents: 1 });
    await home.fill(0, bench.large.updates);
    // Stock writes to its disk some time after it has answered.
    await pause(1500);
    const expected = bench.large.state.length;
    return bench.repeat(async () => {
      home.leaveAll();
      const startedAt = performance.now();
      home.moveTo(await bench.restart());
      const listening = performance.now() - startedAt;
      const bytes = await firstAnswer(home, expected);
      if (bytes < expected * 0.9) throw new Error(`After the restart the document had ${bytes} of ${expected} bytes.`);
      return { ms: performance.now() - startedAt, listening };
    });
  },
};

/** The stock server answers before it has read its disk: then the rest comes as an update. */
async function firstAnswer(home, expected) {
  const socket = await home.connect(0, 0);
  let bytes = 0;
  const complete = new Promise((resolve) => {
    socket.onFrame = (payload) => {
      bytes = Math.max(bytes, payload.length);
      if (bytes >= expected * 0.9) resolve();
    };
  });
  socket.send(syncFrame(0, new Uint8Array([0])));
  await Promise.race([complete, socket.lost, pause(30_000)]);
  return bytes;
}
