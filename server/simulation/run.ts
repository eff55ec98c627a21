/** `npm run simulate -- [count] [first seed]`: many seeds, 10,000 unless told otherwise. A failing seed is printed with its trace. */
import { simulate } from "./simulate.ts";

const count = Number(process.argv[2] ?? 10_000);
const first = Number(process.argv[3] ?? 1);
const steps = 120;
const failed: number[] = [];
for (let seed = first; seed < first + count; seed++) {
  const trace: string[] = [];
  try {
    await simulate(seed, { steps, trace: (line) => trace.push(line) });
  } catch (error) {
    failed.push(seed);
    tell(
      `Seed ${seed} failed: ${error instanceof Error ? error.stack : String(error)}\n${trace.slice(-40).join("\n")}`,
    );
  }
  if ((seed - first) % 500 === 499) tell(`${seed - first + 1} seeds, ${failed.length} failed`);
}
tell(`${count} seeds from ${first}: ${failed.length} failed${failed.length === 0 ? "." : `: ${failed.join(", ")}`}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
