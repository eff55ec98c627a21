import { MemoryLevel } from "memory-level";
import { expect, test } from "vitest";
import type { Level } from "./levelKeys.ts";
import { openSideTable } from "./levelSideTable.ts";

function openMemory(): Level {
  return new MemoryLevel({ keyEncoding: "utf8", valueEncoding: "buffer" }) as unknown as Level;
}

test("values are kept by key and can be put anew and deleted", async () => {
  const table = openSideTable<{ visits: number }>(openMemory(), "visits");
  expect(await table.get("ana")).toBeNull();
  await table.put("ana", { visits: 1 });
  await table.put("ana", { visits: 2 }, { durable: true });
  expect(await table.get("ana")).toEqual({ visits: 2 });
  await table.delete("ana", { durable: true });
  expect(await table.get("ana")).toBeNull();
});

test("a list holds the keys with the prefix in order, and nothing of other tables", async () => {
  const level = openMemory();
  const table = openSideTable<number>(level, "stars");
  const other = openSideTable<number>(level, "stars-of-others");
  for (const [key, value] of [
    ["b/2", 2],
    ["b/1", 1],
    ["b/\u{10ffff}", 3],
    ["a/1", 4],
    ["c/1", 5],
  ] as const) {
    await table.put(key, value);
    await other.put(key, -value);
  }
  expect(await table.list("b/")).toEqual([
    { key: "b/1", value: 1 },
    { key: "b/2", value: 2 },
    { key: "b/\u{10ffff}", value: 3 },
  ]);
  expect((await table.list("")).length).toBe(5);
});
