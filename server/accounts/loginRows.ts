import { createHash } from "node:crypto";
import type { CleanedWhere } from "better-auth/adapters";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";

/** A row of the login library. Its dates are ISO text here, so that rows survive JSON and compare as text. */
export type Row = Record<string, unknown>;
export type Where = readonly CleanedWhere[];

/** The rows of one model of the login library. */
export interface LoginRows {
  find(where: Where): Promise<Row[]>;
  insert(row: Row): Promise<void>;
  /** Rewrites at most `limit` matching rows and returns them as they are afterwards. */
  rewrite(where: Where, rewrite: (row: Row) => Row, limit: number): Promise<Row[]>;
  /** Removes at most `limit` matching rows and returns them. */
  remove(where: Where, limit: number): Promise<Row[]>;
}

export interface CatalogRowsNeeds {
  catalog: Catalog;
  model: string;
  /** What else must be true in the catalog once a row is there; part of the same write. */
  onInsert?: (data: Parameters<Parameters<Catalog["change"]>[0]>[0], row: Row) => void;
}

/** Rows that a person decides about (user, account): in the catalog, each change one durable write. */
export function catalogRows({ catalog, model, onInsert }: CatalogRowsNeeds): LoginRows {
  // The catalog's arrays are replaced, never changed, so an index belongs to the array that it was made from.
  const indexes = new WeakMap<readonly Row[], Map<unknown, Row>>();
  return {
    async find(where) {
      const rows = catalog.data.accounts[model] ?? [];
      const id = onlyValueOf(where, "id");
      if (id === null) return rows.filter((row) => matches(row, where));
      let index = indexes.get(rows);
      if (index === undefined) {
        index = new Map(rows.map((row) => [row.id, row]));
        indexes.set(rows, index);
      }
      const row = index.get(id);
      return row === undefined ? [] : [row];
    },
    insert: (row) =>
      catalog.change((data) => {
        data.accounts[model] = [...(data.accounts[model] ?? []), row];
        onInsert?.(data, row);
      }),
    rewrite: (where, rewrite, limit) =>
      catalog.change((data) => {
        const rewritten: Row[] = [];
        data.accounts[model] = (data.accounts[model] ?? []).map((row) => {
          if (rewritten.length >= limit || !matches(row, where)) return row;
          const next = rewrite(row);
          rewritten.push(next);
          return next;
        });
        return rewritten;
      }),
    remove: (where, limit) =>
      catalog.change((data) => {
        const removed: Row[] = [];
        data.accounts[model] = (data.accounts[model] ?? []).filter((row) => {
          if (removed.length >= limit || !matches(row, where)) return true;
          removed.push(row);
          return false;
        });
        return removed;
      }),
  };
}

export interface SideRowsNeeds {
  table: SideTable<Row>;
  /** The field that rows are looked up by, and whether it is a secret: then only its hash reaches the disk. */
  key: { field: string; secret: boolean };
  /** Called when a row is gone from the disk. */
  onRemoved?: (row: Row) => void;
}

/**
 * Rows that change with use (login sessions, short-lived tokens): beside the log, every write durable, because a login that a
 * power cut brings back to life was not revoked.
 */
export function sideRows({ table, key, onRemoved }: SideRowsNeeds): LoginRows {
  const keyOf = (value: unknown) => (key.secret ? sha256(String(value)) : String(value));
  // A secret cannot be read back: rows found by other fields carry an empty one, which matches nothing.
  const conceal = (row: Row) => (key.secret ? { ...row, [key.field]: "" } : row);
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = queue.then(run);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const pairs = async (where: Where, limit: number): Promise<{ at: string; row: Row }[]> => {
    const value = onlyValueOf(where, key.field);
    if (value !== null) {
      const at = keyOf(value);
      const row = await table.get(at);
      return row === null ? [] : [{ at, row: { ...row, [key.field]: value } }];
    }
    const all = await table.list("");
    return all
      .filter((pair) => matches(pair.value, where))
      .slice(0, limit)
      .map((pair) => ({ at: pair.key, row: pair.value }));
  };

  return {
    find: async (where) => (await pairs(where, Number.POSITIVE_INFINITY)).map(({ row }) => row),
    insert: (row) => inTurn(() => table.put(keyOf(row[key.field]), conceal(row), { durable: true })),
    rewrite: (where, rewrite, limit) =>
      inTurn(async () => {
        const rewritten: Row[] = [];
        for (const { at, row } of await pairs(where, limit)) {
          const next = rewrite(row);
          await table.put(at, conceal(next), { durable: true });
          rewritten.push(next);
        }
        return rewritten;
      }),
    remove: (where, limit) =>
      inTurn(async () => {
        const removed: Row[] = [];
        for (const { at, row } of await pairs(where, limit)) {
          await table.delete(at, { durable: true });
          removed.push(row);
          onRemoved?.(row);
        }
        return removed;
      }),
  };
}

/** The value that `where` asks `field` to equal, when it asks nothing else; otherwise null. */
function onlyValueOf(where: Where, field: string): string | null {
  const [clause] = where;
  const plain =
    where.length === 1 && clause?.field === field && clause.operator === "eq" && clause.mode === "sensitive";
  return plain && typeof clause.value === "string" ? clause.value : null;
}

/** Whether a row meets the library's conditions, joined from left to right as its own adapters join them. */
export function matches(row: Row, where: Where): boolean {
  let result = true;
  for (const [index, clause] of where.entries()) {
    const met = meets(row, clause);
    if (index === 0) result = met;
    else result = clause.connector === "OR" ? result || met : result && met;
  }
  return result;
}

function meets(row: Row, clause: CleanedWhere): boolean {
  const fold = (value: unknown) =>
    clause.mode === "insensitive" && typeof value === "string" ? value.toLowerCase() : value;
  const have = fold(row[clause.field] ?? null);
  const asked: unknown = clause.value instanceof Date ? clause.value.toISOString() : clause.value;
  const want = Array.isArray(asked) ? asked.map(fold) : fold(asked ?? null);
  switch (clause.operator) {
    case "eq":
      return have === want;
    case "ne":
      return have !== want;
    case "in":
      return Array.isArray(want) && want.includes(have);
    case "not_in":
      return Array.isArray(want) && !want.includes(have);
    case "lt":
      return compare(have, want) < 0;
    case "lte":
      return compare(have, want) <= 0;
    case "gt":
      return compare(have, want) > 0;
    case "gte":
      return compare(have, want) >= 0;
    case "contains":
      return typeof have === "string" && have.includes(String(want));
    case "starts_with":
      return typeof have === "string" && have.startsWith(String(want));
    case "ends_with":
      return typeof have === "string" && have.endsWith(String(want));
    default:
      return clause.operator satisfies never;
  }
}

/** Not a number when the two cannot be compared, so that every comparison with it is false. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Number.NaN;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
