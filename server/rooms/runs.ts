import { makeId, type RandomBytes, type RunId } from "../../shared/ids.ts";
import type { SideTable } from "../storage/sideTable.ts";

export interface Runs {
  readonly current: RunId;
  isKnown(run: RunId): boolean;
}

/**
 * Begins a run of the server on its data folder, and remembers it there for good. A page says in which run it was told that its words are
 * saved: a folder that was put back from a backup does not know the runs since then, and the page learns that the server went back,
 * although others may have written on and the log may be as long as before.
 */
export async function openRuns(
  table: SideTable<number>,
  { now, randomBytes }: { now: () => number; randomBytes: RandomBytes },
): Promise<Runs> {
  const known = new Set((await table.list("")).map(({ key }) => key));
  const current = makeId<RunId>(randomBytes);
  known.add(current);
  await table.put(current, now(), { durable: true });
  return { current, isKnown: (run) => known.has(run) };
}
