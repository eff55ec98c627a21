/** Secrets in addresses that are handed to one person: to sign in once, to prove an address, to set a new password. */
import { createHash } from "node:crypto";
import type { RandomBytes } from "../../shared/ids.ts";
import type { SideTable } from "../storage/sideTable.ts";

export interface LinkTokenRow {
  purpose: "sign-in" | "reset";
  userId: string;
  /** It went to the account's address and nowhere else, so using it proves that its mail is read. */
  provesEmail: string | null;
  expiresAt: number;
}

export interface LinkTokens {
  /** @returns the token. Only its hash is kept. */
  make(row: LinkTokenRow): Promise<string>;
  /** What a token is for, which stays good. Null when it is unknown, used, or too old. */
  look(token: string, purpose: LinkTokenRow["purpose"]): Promise<LinkTokenRow | null>;
  /** Uses a token up: of several who come with it at once, one gets it. Null when it is unknown, used, or too old. */
  use(token: string, purpose: LinkTokenRow["purpose"]): Promise<LinkTokenRow | null>;
  /** Makes those that are still out worthless. */
  dropOf(userId: string): Promise<void>;
}

export interface LinkTokenNeeds {
  table: SideTable<LinkTokenRow>;
  now: () => number;
  randomBytes: RandomBytes;
}

export function openLinkTokens({ table, now, randomBytes }: LinkTokenNeeds): LinkTokens {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = queue.then(run);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    make: (row) =>
      inTurn(async () => {
        for (const { key, value } of await table.list("")) if (value.expiresAt <= now()) await table.delete(key);
        const token = newToken(randomBytes);
        await table.put(hashOfToken(token), row, { durable: true });
        return token;
      }),
    async look(token, purpose) {
      const row = await table.get(hashOfToken(token));
      return row?.purpose === purpose && row.expiresAt > now() ? row : null;
    },
    use: (token, purpose) =>
      inTurn(async () => {
        const key = hashOfToken(token);
        const row = await table.get(key);
        if (row === null || row.purpose !== purpose) return null;
        await table.delete(key, { durable: true });
        return row.expiresAt > now() ? row : null;
      }),
    dropOf: (userId) =>
      inTurn(async () => {
        for (const { key, value } of await table.list("")) {
          if (value.userId === userId) await table.delete(key, { durable: true });
        }
      }),
  };
}

/** 256 random bits, safe in an address. */
export function newToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString("base64url");
}

/** What is kept of a token. It needs no salt: nobody guesses 256 bits. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
