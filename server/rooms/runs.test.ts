import { expect, test } from "vitest";
import type { RunId } from "../../shared/ids.ts";
import { createRandom } from "../simulation/random.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { openRuns } from "./runs.ts";

/** A table in memory, which can be put back to an earlier content as a data folder can. */
function tableOf(rows: Map<string, number>): SideTable<number> {
  return {
    get: async (key) => rows.get(key) ?? null,
    put: async (key, value) => void rows.set(key, value),
    delete: async (key) => void rows.delete(key),
    list: async () => [...rows].map(([key, value]) => ({ key, value })),
  };
}

test("a folder remembers its runs, and one that was put back does not know those since", async () => {
  const needs = { now: () => 1, randomBytes: createRandom(3).bytes };
  const rows = new Map<string, number>();
  const first = await openRuns(tableOf(rows), needs);
  const backup = new Map(rows);
  const second = await openRuns(tableOf(rows), needs);
  expect(second.isKnown(first.current)).toBe(true);
  expect(second.current).not.toBe(first.current);
  const restored = await openRuns(tableOf(backup), needs);
  expect(restored.isKnown(first.current)).toBe(true);
  expect(restored.isKnown(second.current)).toBe(false);
  expect(restored.isKnown("nonsense" as RunId)).toBe(false);
});
