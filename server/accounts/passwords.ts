import { hashPassword, verifyPassword } from "better-auth/crypto";
import { refuse } from "../../shared/refusal.ts";

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long when there is no hash, so that the time tells nobody which accounts exist. */
  fits(hash: string | null, password: string): Promise<boolean>;
}

/** Hashing works in the threads that also write files: two at a time leave room for the journal. */
const atOnce = 2;
const mostWaiting = 40;

export function createPasswords(): Passwords {
  let working = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (working >= atOnce) {
      if (waiting.length >= mostWaiting)
        throw refuse("overloaded", "Many people are signing in. Try again in a moment.");
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else working += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes now overtakes those who wait.
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hashPassword(password)),
    fits: (hash, password) =>
      inTurn(async () => {
        if (hash !== null) return verifyPassword({ hash, password });
        await hashPassword(password);
        return false;
      }),
  };
}
