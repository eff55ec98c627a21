import { moveIn, pause } from "../load/home.mjs";

const idle = 400;
const smallOnes = 60;
const largeOnes = 5;

export const memory = {
  name: "memory",
  title: "Memory held after garbage collection",
  servers: ["relay", "stock", "ambo"],
  figures: [
    { key: "connection", label: "per idle connection", unit: "kB" },
    { key: "small", label: "per open document of 10 kB", unit: "kB", not: ["relay"] },
    { key: "large", label: "per open document of 1 MB", unit: "MB", goal: 0.3, not: ["relay"] },
  ],
  where: "An open document is Yjs' structs, about ten times its bytes, as long as somebody has it open.",
  async measure(bench) {
    const home = await moveIn(bench.server, { people: 20, documents: 2 + smallOnes + largeOnes });
    const held = async () => {
      await pause(500);
      return (await bench.usage(true)).held;
    };
    // What the first visitor brings into memory is nobody's share.
    await home.join(0, 0);
    await home.fill(1, bench.small.updates);
    let before = await held();
    for (let index = 0; index < idle; index++) await home.join(0, index);
    const connection = ((await held()) - before) / idle;
    if (bench.server.kind === "relay") return { connection: connection / 1000 };

    before = await held();
    for (let index = 0; index < smallOnes; index++) await home.fill(2 + index, bench.small.updates);
    const small = ((await held()) - before) / smallOnes - connection;

    before = await held();
    for (let index = 0; index < largeOnes; index++) await home.fill(2 + smallOnes + index, bench.large.updates);
    const large = ((await held()) - before) / largeOnes - connection;
    home.leaveAll();
    return { connection: connection / 1000, small: small / 1000, large: large / 1_000_000 };
  },
};
