import { used } from "../load/figures.mjs";
import { syncFrame } from "../load/frames.mjs";
import { inParallel, moveIn, pause, readWelcome, until } from "../load/home.mjs";

const rejoins = 200;

export const rejoin = {
  name: "rejoin",
  title: "Rejoining a document of 1 MB with nothing new",
  servers: ["relay", "stock", "ambo"],
  figures: [
    { key: "cpu", label: "server CPU per rejoin", unit: "ms", goal: 0.1 },
    { key: "bytes", label: "bytes per rejoin", unit: "kB", goal: 0.1 },
  ],
  greeting: () => new Uint8Array([0, 0]),
  where:
    "Stock builds and sends the whole delete set; ours is told epoch and seq by the page and answers with the tail of the log.",
  async measure(bench) {
    const home = await moveIn(bench.server, { people: 10, documents: 1 });
    const resident = await home.join(0, 0);
    if (bench.server.kind !== "relay")
      await home.feed(
        resident,
        bench.large.updates.map((update) => syncFrame(2, update)),
      );
    const params = bench.server.kind === "ambo" ? await whatOurPageAnnounces(home, bench.large.updates.length) : {};
    return bench.repeat(async () => {
      let bytes = 0;
      const before = await bench.usage();
      await inParallel(rejoins, 10, async (index) => {
        const socket =
          bench.server.kind === "relay"
            ? await home.connect(0, index)
            : await home.join(0, index, { params, stateVector: bench.large.stateVector });
        if (bench.server.kind === "relay") await until(() => socket.framesIn > 0, "the relay's greeting");
        bytes += socket.bytesIn;
        home.leave(socket);
      });
      const { cpuMs } = used(before, await bench.usage());
      await pause(200);
      return { cpu: cpuMs / rejoins, bytes: bytes / rejoins / 1000 };
    });
  },
};

/** Epoch and head as a page knows them that has everything: from the welcome. */
async function whatOurPageAnnounces(home, entries) {
  const socket = await home.connect(0, 1, { ambo: "1" });
  let welcome = null;
  socket.onFrame = (payload) => {
    welcome ??= readWelcome(payload);
  };
  await until(() => welcome !== null, "the welcome");
  home.leave(socket);
  if (welcome.headSeq === 0 || welcome.headSeq > entries)
    throw new Error(`The log's head is ${welcome.headSeq}, of ${entries} updates.`);
  return { ambo: "1", epoch: welcome.epoch, seen: String(welcome.headSeq) };
}
