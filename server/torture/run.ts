/** `npm run torture -- [rounds] [seed]`: kill -9 under real writers, 200 rounds unless told otherwise. */
import { torture } from "./torture.ts";

const rounds = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
tell(`Seed ${seed}.`);
const figures = await torture({ rounds, seed, longestRoundMs: 900, tell: (line) => tell(line) });
tell(
  `${figures.rounds} rounds, ${figures.edits} edits: ${figures.lost.length} lost of ${figures.acknowledged} acknowledged and ${figures.seen} seen positions.`,
);
for (const line of figures.lost) tell(line);
process.exitCode = figures.lost.length === 0 ? 0 : 1;

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
