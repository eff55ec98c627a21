import type { Level } from "./levelKeys.ts";
import type { SideTable } from "./sideTable.ts";

/** Opens a side table in the database that holds the log. `name` sets it apart from other tables there. */
export function openSideTable<T>(level: Level, name: string): SideTable<T> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) throw new Error(`"${name}" cannot name a side table.`);
  const prefixOfTable = `side!${name}!`;
  return {
    async get(key) {
      const value = await level.get(prefixOfTable + key);
      return value === undefined ? null : (JSON.parse(value.toString()) as T);
    },
    put: (key, value, { durable } = { durable: false }) =>
      level.batch([{ type: "put", key: prefixOfTable + key, value: Buffer.from(JSON.stringify(value)) }], {
        sync: durable,
      }),
    delete: (key, { durable } = { durable: false }) =>
      level.batch([{ type: "del", key: prefixOfTable + key }], { sync: durable }),
    async list(prefix) {
      const found: { key: string; value: T }[] = [];
      const range = { gte: prefixOfTable + prefix, lt: `side!${name}"` };
      for await (const [key, value] of level.iterator(range)) {
        if (!key.startsWith(range.gte)) break;
        found.push({ key: key.slice(prefixOfTable.length), value: JSON.parse(value.toString()) as T });
      }
      return found;
    },
  };
}
