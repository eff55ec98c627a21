import { percentile } from "../load/figures.mjs";
import { readUpdate, syncStepOf } from "../load/frames.mjs";
import { moveIn, pause, until } from "../load/home.mjs";
import { Typist } from "../load/typist.mjs";

const audiences = [1, 10, 50];
const betweenEditsMs = 10;

export const typist = {
  name: "typist",
  title: "One typist, an edit every 10 ms",
  servers: ["relay", "stock", "ambo"],
  figures: audiences.flatMap((readers) => [
    {
      key: `p50.${readers}`,
      label: `${readers} reader${readers > 1 ? "s" : ""}, p50`,
      unit: "ms",
      ...(readers === 50 && { goal: 1 }),
    },
    {
      key: `p99.${readers}`,
      label: `${readers} reader${readers > 1 ? "s" : ""}, p99`,
      unit: "ms",
      ...(readers === 50 && { goal: 1.3 }),
    },
  ]),
  where: "The system call that writes to each reader's socket; ours has written the edit to the journal before that.",
  async measure(bench) {
    const figures = {};
    for (const readers of audiences) Object.assign(figures, await measureAudience(bench, readers));
    return figures;
  },
};

async function measureAudience(bench, audience) {
  const home = await moveIn(bench.server, { people: Math.min(audience + 1, 20), documents: 1 });
  const typist = new Typist(1001);
  const writer = await home.join(0, 0);
  await home.feed(writer, [typist.paragraph]);
  const readers = await Promise.all(Array.from({ length: audience }, (_, index) => home.join(0, index + 1)));

  const figures = await bench.repeat(async () => {
    const sentAt = [];
    const latencies = [];
    const first = typist.typed;
    const read = readers.map(() => first);
    for (const [index, reader] of readers.entries()) {
      reader.onFrame = (payload) => {
        if (syncStepOf(payload) !== 2) return;
        const now = performance.now();
        const upTo = typist.readUpTo(readUpdate(payload).to.get(typist.client) ?? typist.firstClock);
        for (; read[index] < upTo; read[index]++) latencies.push(now - sentAt[read[index] - first]);
      };
    }
    const edits = Math.round((bench.seconds * 1000) / betweenEditsMs);
    for (let edit = 0; edit < edits; edit++) {
      sentAt.push(performance.now());
      writer.send(typist.next());
      await pause(betweenEditsMs);
    }
    await until(() => read.every((count) => count === typist.typed), "every reader to have every edit");
    return { [`p50.${audience}`]: percentile(latencies, 0.5), [`p99.${audience}`]: percentile(latencies, 0.99) };
  });
  home.leaveAll();
  return figures;
}
