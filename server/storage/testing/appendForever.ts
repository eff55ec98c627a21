/** A process for `dataFolder.test.ts`: appends until it is killed and prints what it was promised. */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import type { DocumentId } from "../../../shared/ids.ts";
import { openDataFolder } from "../dataFolder.ts";
import { errorCode } from "../fileLayer.ts";
import { promisedAppend } from "../promisedAppend.ts";

const [folder, ...ids] = process.argv.slice(2) as [string, ...DocumentId[]];
const data = await openDataFolder(folder, {
  logger: { warn: (_details, sentence) => writeSync(2, `${sentence}\n`) },
  random: randomBytes,
  now: () => 1,
  // Small, so that many kills fall into folding.
  foldBytes: 20_000,
});

for (const id of ids) void appendTo(id);

async function appendTo(id: DocumentId): Promise<void> {
  let { seq } = (await data.log.load(id)).head;
  for (;;) {
    const entries = Array.from({ length: 1 + (seq % 3) }, (_, index) => ({
      at: 1,
      by: null,
      session: null,
      kind: "edit" as const,
      update: new TextEncoder().encode(`${id} ${seq + index + 1}`),
    }));
    const { written, durable } = promisedAppend(data.log, id, { after: seq, entries });
    const outcome = await written;
    if (outcome.moved) throw new Error("The log moved under its only writer.");
    seq = outcome.last;
    const last = seq;
    say(`w ${id} ${last}\n`);
    void durable.then(() => say(`d ${id} ${last}\n`));
  }
}

/** Says it at once: what stood in a buffer when the process is killed would have been promised to nobody. */
function say(line: string): void {
  let rest = Buffer.from(line);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // The reader is slower than we are.
      if (errorCode(error) !== "EAGAIN") throw error;
    }
  }
}
