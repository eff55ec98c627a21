import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ClassicLevel } from "classic-level";
import { realFiles } from "./fileLayer.ts";
import type { Level } from "./levelKeys.ts";
import { openLevelUpdateLog } from "./levelUpdateLog.ts";
import { appendListenerContract } from "./testing/appendListener.contract.ts";
import { createSimulatedMachine, seededRandom } from "./testing/simulatedStorage.ts";
import { type LogPlace, updateLogContract } from "./testing/updateLog.contract.ts";

for (const [name, makePlace] of [
  ["LevelDB in a real folder", realFolder],
  ["LevelDB on a simulated machine", simulatedMachine],
] as const) {
  updateLogContract(name, makePlace);
  appendListenerContract(name, makePlace);
}

async function realFolder(): Promise<LogPlace> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "ambo-log-"));
  const random = seededRandom(2);
  let level: ClassicLevel<string, Buffer> | null = null;
  return {
    async open() {
      await level?.close();
      level = new ClassicLevel(path.join(folder, "level"), { keyEncoding: "utf8", valueEncoding: "buffer" });
      await level.open();
      return openLevelUpdateLog({
        level: level as unknown as Level,
        files: realFiles,
        journalFolder: path.join(folder, "journal"),
        quarantineFolder: path.join(folder, "quarantine"),
        random: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
        warn: () => {},
      });
    },
    // Nothing of the log is told to finish; the lock of LevelDB is what a dead process lets go.
    crash: async () => {
      await level?.close();
    },
    async remove() {
      await level?.close();
      await fs.rm(folder, { recursive: true });
    },
  };
}

async function simulatedMachine(): Promise<LogPlace> {
  const machine = createSimulatedMachine(3);
  return {
    open: () => machine.openLog(),
    crash: async () => machine.crash(),
    remove: async () => {},
  };
}
