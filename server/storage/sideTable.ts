/**
 * Small values that change with use: login sessions, visits, first lines. They lie beside the log in LevelDB, because the catalog
 * is rewritten whole at each change.
 */
export interface SideTable<T> {
  get(key: string): Promise<T | null>;
  /** `durable` waits for the disk; use it for what a person must not lose, such as a login or its revocation. */
  put(key: string, value: T, options?: { durable: boolean }): Promise<void>;
  delete(key: string, options?: { durable: boolean }): Promise<void>;
  /** Every pair whose key starts with `prefix`, in key order. */
  list(prefix: string): Promise<{ key: string; value: T }[]>;
}
