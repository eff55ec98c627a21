import { used } from "../load/figures.mjs";
import { readUpdate, syncStepOf } from "../load/frames.mjs";
import { moveIn, pause, until } from "../load/home.mjs";
import { frameOf } from "../load/leanSocket.mjs";
import { Typist } from "../load/typist.mjs";

const typists = 10;
const audience = 200;
/** A typist waits when this many of its edits have not come back to a reader, so that no queue grows without bound. */
const window = 100;

const row = {
  figures: [
    { key: "delivered", label: "edits delivered per second", unit: "/s", more: true, goal: 20 },
    { key: "cpu", label: "server CPU per 1,000,000 deliveries", unit: "s" },
    { key: "system", label: "share of CPU in the kernel", unit: "%", note: true },
  ],
  measure,
};

export const saturated = {
  ...row,
  name: "saturated",
  title: "10 typists at full speed to 200 clients, limits as shipped",
  servers: ["relay", "stock", "ambo"],
  figures: row.figures.map(({ goal: _, ...figure }) => figure),
  where: "Ours reads no more from a socket than its rate limit allows: what is measured here is the limit.",
};

export const saturatedUnlimited = {
  ...row,
  name: "saturated-unlimited",
  title: "10 typists at full speed to 200 clients, our rate limit lifted by the bench",
  servers: ["relay", "stock", "ambo-unlimited"],
  where: "One write per client and turn instead of one per client and edit: edits that wait together leave together.",
};

async function measure(bench) {
  const home = await moveIn(bench.server, { people: 20, documents: 1 });
  const writers = [];
  for (let index = 0; index < typists; index++) {
    const socket = await home.join(0, index);
    const typist = new Typist(5_000 + index);
    await home.feed(socket, [typist.paragraph]);
    writers.push({ socket, typist, arrived: 0 });
  }
  const readers = await Promise.all(Array.from({ length: audience }, (_, index) => home.join(0, index)));
  const writerOf = new Map(writers.map((writer) => [writer.typist.client, writer]));
  let delivered = 0;
  let typing = true;
  for (const reader of readers.slice(1)) {
    reader.onFrame = (payload) => {
      if (syncStepOf(payload) === 2) delivered += readUpdate(payload).edits;
    };
  }
  readers[0].onFrame = (payload) => {
    if (syncStepOf(payload) !== 2) return;
    const { edits, to } = readUpdate(payload);
    delivered += edits;
    for (const [client, clock] of to) {
      const writer = writerOf.get(client);
      if (writer === undefined) continue;
      writer.arrived = Math.max(writer.arrived, writer.typist.readUpTo(clock));
      if (typing) type(writer);
    }
  };

  for (const writer of writers) type(writer);
  await pause(1000);
  const figures = await bench.repeat(async () => {
    const before = { delivered, usage: await bench.usage(), at: performance.now() };
    await pause(bench.seconds * 1000);
    const usage = await bench.usage();
    const count = delivered - before.delivered;
    const { cpuMs, systemMs } = used(before.usage, usage);
    return {
      delivered: count / ((performance.now() - before.at) / 1000),
      cpu: cpuMs / 1000 / (count / 1_000_000),
      system: (systemMs / cpuMs) * 100,
    };
  });
  typing = false;
  await until(() => writers.every(({ typist, arrived }) => arrived === typist.typed), "every edit to have arrived");
  home.leaveAll();
  return figures;
}

/** Fills the window, all in one write: a typist at full speed does not wait for its own system calls. */
function type({ socket, typist, arrived }) {
  const free = window - (typist.typed - arrived);
  if (free <= 0) return;
  socket.sendFramed(Buffer.concat(Array.from({ length: free }, () => frameOf(0x82, typist.next()))));
}
