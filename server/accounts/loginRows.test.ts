import type { CleanedWhere } from "better-auth/adapters";
import { expect, test } from "vitest";
import type { SideTable } from "../storage/sideTable.ts";
import { matches, type Row, sideRows } from "./loginRows.ts";

function where(field: string, value: CleanedWhere["value"], rest: Partial<CleanedWhere> = {}): CleanedWhere {
  return { field, value, operator: "eq", connector: "AND", mode: "sensitive", ...rest };
}

/** A table that answers late, as a disk does, and remembers which writes were durable. */
function slowTable() {
  const rows = new Map<string, Row>();
  const loose: string[] = [];
  const later = () => new Promise((resolve) => setImmediate(resolve));
  const table: SideTable<Row> = {
    get: async (key) => {
      await later();
      return rows.get(key) ?? null;
    },
    put: async (key, value, options) => {
      await later();
      if (options?.durable !== true) loose.push(key);
      rows.set(key, value);
    },
    delete: async (key, options) => {
      await later();
      if (options?.durable !== true) loose.push(key);
      rows.delete(key);
    },
    list: async () => [...rows].map(([key, value]) => ({ key, value })),
  };
  return { table, rows, loose };
}

test("conditions are joined from left to right", () => {
  const row = { name: "Ana", age: 7, at: "2026-01-02T00:00:00.000Z", gone: null };
  expect(matches(row, [])).toBe(true);
  expect(matches(row, [where("name", "Ana"), where("age", 8)])).toBe(false);
  expect(matches(row, [where("name", "Ben"), where("age", 7, { connector: "OR" })])).toBe(true);
  expect(matches(row, [where("name", "ana", { mode: "insensitive" })])).toBe(true);
  expect(matches(row, [where("age", [1, 7], { operator: "in" })])).toBe(true);
  expect(matches(row, [where("gone", null)])).toBe(true);
  expect(matches(row, [where("missing", null)])).toBe(true);
});

test("moments are compared as moments, and what cannot be compared matches nothing", () => {
  const row = { at: "2026-01-02T00:00:00.000Z" };
  expect(matches(row, [where("at", new Date("2026-01-01"), { operator: "gt" })])).toBe(true);
  expect(matches(row, [where("at", new Date("2026-01-03"), { operator: "gt" })])).toBe(false);
  for (const operator of ["lt", "lte", "gt", "gte"] as const) {
    expect(matches(row, [where("missing", 3, { operator })])).toBe(false);
  }
});

test("a row is found by its secret, which is not kept, and by nothing that is kept", async () => {
  const { table, rows } = slowTable();
  const logins = sideRows({ table, key: { field: "token", secret: true } });
  await logins.insert({ id: "1", token: "secret", userId: "ana" });
  expect(JSON.stringify([...rows])).not.toContain("secret");
  expect(await logins.find([where("token", "secret")])).toEqual([{ id: "1", token: "secret", userId: "ana" }]);
  const [key = ""] = rows.keys();
  for (const guess of [key, "", "other"]) expect(await logins.find([where("token", guess)])).toEqual([]);
  expect(await logins.find([where("userId", "ana")])).toHaveLength(1);
});

test("a token that may be used once is given to one of those who ask at the same moment", async () => {
  const { table } = slowTable();
  const tokens = sideRows({ table, key: { field: "id", secret: false } });
  await tokens.insert({ id: "1", value: "x" });
  const taken = await Promise.all([1, 2, 3].map(() => tokens.remove([where("value", "x")], 1)));
  expect(taken.map((rows) => rows.length).sort()).toEqual([0, 0, 1]);
});

test("every write waits for the disk, and who is told of a removal is told after it", async () => {
  const { table, rows, loose } = slowTable();
  const left: number[] = [];
  const logins = sideRows({ table, key: { field: "token", secret: true }, onRemoved: () => left.push(rows.size) });
  await logins.insert({ id: "1", token: "a" });
  await logins.rewrite([where("token", "a")], (row) => ({ ...row, seen: 1 }), 1);
  await logins.remove([where("token", "a")], 1);
  expect(loose).toEqual([]);
  expect(left).toEqual([0]);
});
