import { createAdapterFactory } from "better-auth/adapters";
import type { LoginRows, Row, Where } from "./loginRows.ts";

/** The login library's database, on our own stores: one for each of its models. */
export function loginAdapter(models: Readonly<Record<string, LoginRows>>) {
  const rowsOf = (model: string): LoginRows => {
    const rows = models[model];
    if (rows === undefined) throw new Error(`The login library asked for the model "${model}", which has no store.`);
    return rows;
  };
  const first = async (rows: Promise<Row[]>) => (await rows)[0] ?? null;
  const all: Where = [];

  return createAdapterFactory({
    config: {
      adapterId: "ambo",
      adapterName: "Ambo",
      supportsDates: false,
      supportsNumericIds: false,
      // Each of our writes is atomic by itself; nothing we switch on needs several of them to be.
      transaction: false,
    },
    // The library's signatures let the caller name the row type; what it gets are its own rows back.
    adapter: () => ({
      create: async <T extends Row>({ model, data }: { model: string; data: T }) => {
        await rowsOf(model).insert(data);
        return data;
      },
      findOne: async <T>({ model, where }: { model: string; where: Where }) => {
        return (await first(rowsOf(model).find(where))) as T | null;
      },
      findMany: async <T>({ model, where = all, limit, sortBy, offset = 0 }: FindMany) => {
        const found = await rowsOf(model).find(where);
        const rows = sortBy === undefined ? found : sorted(found, sortBy);
        return rows.slice(offset, offset + limit) as T[];
      },
      count: async ({ model, where = all }: { model: string; where?: Where | undefined }) => {
        return (await rowsOf(model).find(where)).length;
      },
      update: async <T>({ model, where, update }: { model: string; where: Where; update: T }) => {
        return (await first(rowsOf(model).rewrite(where, (row) => ({ ...row, ...update }), 1))) as T | null;
      },
      updateMany: async ({ model, where, update }: { model: string; where: Where; update: Row }) => {
        return (await rowsOf(model).rewrite(where, (row) => ({ ...row, ...update }), Number.POSITIVE_INFINITY)).length;
      },
      delete: async ({ model, where }: { model: string; where: Where }) => {
        await rowsOf(model).remove(where, 1);
      },
      deleteMany: async ({ model, where }: { model: string; where: Where }) => {
        return (await rowsOf(model).remove(where, Number.POSITIVE_INFINITY)).length;
      },
      consumeOne: async <T>({ model, where }: { model: string; where: Where }) => {
        return (await first(rowsOf(model).remove(where, 1))) as T | null;
      },
    }),
  });
}

interface FindMany {
  model: string;
  where?: Where | undefined;
  limit: number;
  sortBy?: { field: string; direction: "asc" | "desc" } | undefined;
  offset?: number | undefined;
}

function sorted(rows: Row[], { field, direction }: { field: string; direction: "asc" | "desc" }): Row[] {
  const sign = direction === "asc" ? 1 : -1;
  const rank = (row: Row) => String(row[field] ?? "");
  return rows.toSorted((a, b) => sign * (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}
