import { percentile, used } from "../load/figures.mjs";
import { caretFrame, caretsIn } from "../load/frames.mjs";
import { moveIn, pause, until } from "../load/home.mjs";
import { Typist } from "../load/typist.mjs";

const people = 50;
const movesPerSecond = 10;

export const carets = {
  name: "carets",
  title: "50 carets moving 10 times a second",
  servers: ["relay", "stock", "ambo"],
  figures: [
    { key: "cpu", label: "server CPU per 1,000 moves", unit: "ms", goal: 0.3 },
    { key: "bytes", label: "bytes to each client per second", unit: "kB" },
    { key: "p50", label: "a move is seen after, p50", unit: "ms", note: true },
  ],
  where:
    "Each move is a system call per client, unless moves of one tick leave together; ours waits for up to 125 ms with 50 people.",
  async measure(bench) {
    const home = await moveIn(bench.server, { people: 20, documents: 1 });
    const typist = new Typist(900);
    const first = await home.join(0, 0);
    await home.feed(first, [typist.paragraph]);
    const seats = [];
    for (let index = 0; index < people; index++) {
      const client = 20_000 + index;
      seats.push({ socket: await home.join(0, index, { params: { client: String(client) } }), client, clock: 0 });
    }
    const place = { type: null, tname: "default", item: { client: typist.client, clock: 2 }, assoc: 0 };

    return bench.repeat(async () => {
      const sentAt = new Map();
      const latencies = [];
      const seen = new Set();
      // Only one looks at what it gets: reading fifty people's carets fifty times would be the load's own work.
      seats[0].socket.onFrame = (payload) => {
        if (payload[0] !== 1) return;
        for (const { client, clock } of caretsIn(payload)) {
          const at = sentAt.get(`${client}:${clock}`);
          if (at !== undefined) latencies.push(performance.now() - at);
          seen.add(client);
        }
      };
      const before = { usage: await bench.usage(), bytes: bytesOf(seats), at: performance.now() };
      const moves = Math.round(bench.seconds * movesPerSecond * people);
      for (let move = 0; move < moves; ) {
        const due = Math.min(moves, ((performance.now() - before.at) / 1000) * movesPerSecond * people);
        for (; move < due; move++) {
          const seat = seats[move % people];
          seat.clock++;
          sentAt.set(`${seat.client}:${seat.clock}`, performance.now());
          const state = {
            user: { name: `Person ${seat.client}`, color: "#225588" },
            cursor: { anchor: place, head: place },
          };
          seat.socket.send(caretFrame(seat.client, seat.clock, state));
        }
        await pause(2);
      }
      await until(() => seen.size >= people - 1, "everybody's caret to be seen");
      await pause(200);
      const seconds = (performance.now() - before.at) / 1000;
      const { cpuMs } = used(before.usage, await bench.usage());
      return {
        cpu: (cpuMs / moves) * 1000,
        bytes: (bytesOf(seats) - before.bytes) / people / seconds / 1000,
        p50: percentile(latencies, 0.5),
      };
    });
  },
};

function bytesOf(seats) {
  return seats.reduce((sum, { socket }) => sum + socket.bytesIn, 0);
}
