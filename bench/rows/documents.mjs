import { percentile, used } from "../load/figures.mjs";
import { readUpdate, syncStepOf } from "../load/frames.mjs";
import { inParallel, moveIn, pause, until } from "../load/home.mjs";
import { Typist } from "../load/typist.mjs";

const sizes = [500, 2000];

export const documents = {
  name: "documents",
  title: "Many documents, two clients each, one edit a second in each",
  servers: ["relay", "stock", "ambo"],
  figures: sizes.flatMap((count) => [
    {
      key: `cpu.${count}`,
      label: `${count} documents, server CPU per 1,000 edits`,
      unit: "ms",
      ...(count === 2000 && { goal: 0.8 }),
    },
    { key: `p99.${count}`, label: `${count} documents, p99`, unit: "ms", ...(count === 2000 && { goal: 1.2 }) },
    { key: `system.${count}`, label: `${count} documents, share of CPU in the kernel`, unit: "%", note: true },
  ]),
  where: "Reading and writing sockets one small message at a time; ours judges, journals and syncs each edit as well.",
  async measure(bench) {
    const figures = {};
    for (const count of sizes) Object.assign(figures, await measureSize(bench, count));
    return figures;
  },
};

async function measureSize(bench, count) {
  const home = await moveIn(bench.server, { people: 20, documents: count });
  const desks = [];
  await inParallel(count, 50, async (document) => {
    const pair = [];
    for (const side of [0, 1]) {
      // Both are tabs of its owner: the first visit of another would make a member, which is not what is measured.
      const socket = await home.join(document, document);
      const typist = new Typist(10_000 + document * 2 + side);
      await home.feed(socket, [typist.paragraph]);
      pair.push({ socket, typist, sentAt: 0, read: 0 });
    }
    desks.push(pair);
  });

  const measure = async () => {
    const latencies = [];
    let sent = 0;
    for (const pair of desks) {
      for (const [side, { socket }] of pair.entries()) {
        const other = pair[1 - side];
        socket.onFrame = (payload) => {
          const clock = syncStepOf(payload) === 2 ? readUpdate(payload).to.get(other.typist.client) : undefined;
          if (clock === undefined || other.typist.readUpTo(clock) <= other.read) return;
          other.read = other.typist.readUpTo(clock);
          latencies.push(performance.now() - other.sentAt);
        };
      }
    }
    const before = await bench.usage();
    const startedAt = performance.now();
    const edits = Math.round(bench.seconds * count);
    while (sent < edits) {
      const due = Math.min(edits, ((performance.now() - startedAt) / 1000) * count);
      for (; sent < due; sent++) {
        const author = desks[sent % count][Math.floor(sent / count) % 2];
        author.sentAt = performance.now();
        author.socket.send(author.typist.next());
      }
      await pause(5);
    }
    await until(() => desks.flat().every(({ typist, read }) => read === typist.typed), "every edit to have arrived");
    const { cpuMs, systemMs } = used(before, await bench.usage());
    return {
      [`cpu.${count}`]: (cpuMs / edits) * 1000,
      [`p99.${count}`]: percentile(latencies, 0.99),
      [`system.${count}`]: (systemMs / cpuMs) * 100,
    };
  };
  // Everybody has just come in: what a server does once for each newcomer, at once or some seconds later, is not an edit's cost.
  await measure();
  const figures = await bench.repeat(measure);
  home.leaveAll();
  return figures;
}
