import { used } from "../load/figures.mjs";
import { bytesOfSync, syncStepOf } from "../load/frames.mjs";
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
    await home.fill(0, bench.large.updates);
    const known =
      bench.server.kind === "ambo"
        ? await whatOurPageKnows(home, bench.large.updates.length)
        : { stateVector: bench.large.stateVector };
    return bench.repeat(async () => {
      let bytes = 0;
      const before = await bench.usage();
      await inParallel(rejoins, 10, async (index) => {
        const socket = await home.enter(0, index, known);
        bytes += socket.bytesIn;
        home.leave(socket);
      });
      const { cpuMs } = used(before, await bench.usage());
      await pause(200);
      return { cpu: cpuMs / rejoins, bytes: bytes / rejoins / 1000 };
    });
  },
};

/** What a page of ours knows that has everything: epoch and head from the welcome, the state vector from the server's question. */
async function whatOurPageKnows(home, updates) {
  let welcome = null;
  let question = null;
  const socket = await home.connect(0, 1, { ambo: "1" }, (payload) => {
    welcome ??= readWelcome(payload);
    if (syncStepOf(payload) === 0) question ??= bytesOfSync(payload).slice();
  });
  await until(() => welcome !== null && question !== null, "the welcome");
  home.leave(socket);
  // A new document begins with an entry of the server, which is its first paragraph.
  if (welcome.headSeq < updates || welcome.headSeq > updates + 1)
    throw new Error(`The log's head is ${welcome.headSeq}, of ${updates} updates.`);
  return { params: { ambo: "1", epoch: welcome.epoch, seen: String(welcome.headSeq) }, stateVector: question };
}
