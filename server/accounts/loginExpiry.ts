import type { SideTable } from "../storage/sideTable.ts";
import type { LoginRows } from "./loginRows.ts";

export interface LoginExpiryNeeds {
  /** Whoever holds a socket by a login hears of its end through them. */
  rows: Pick<LoginRows, "remove">;
  uses: Pick<SideTable<number>, "delete">;
  /** Epoch milliseconds. */
  now: () => number;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, message: string): void };
}

/** A login lasts for weeks, and every visit prolongs it. */
const everyMs = 60 * 60 * 1000;

/** Ends logins that have run out, since a page that only keeps its socket never asks. `close` waits for a look that is under way. */
export function watchLoginExpiry({ rows, uses, now, after, logger }: LoginExpiryNeeds): { close(): Promise<void> } {
  let isClosed = false;
  let looking: Promise<void> = Promise.resolve();
  let timer = after(everyMs, look);

  function look(): void {
    looking = endExpired()
      .catch((error: unknown) => logger.warn({ err: error }, "Logins that have run out could not be ended."))
      .then(() => {
        if (!isClosed) timer = after(everyMs, look);
      });
  }

  async function endExpired(): Promise<void> {
    const value = new Date(now()).toISOString();
    const hasRunOut = [{ field: "expiresAt", operator: "lt", value, connector: "AND", mode: "sensitive" }] as const;
    for (const row of await rows.remove(hasRunOut, Number.POSITIVE_INFINITY)) await uses.delete(String(row.id));
  }

  return {
    close() {
      isClosed = true;
      timer.cancel();
      return looking;
    },
  };
}
