import { hashPassword, verifyPassword } from "better-auth/crypto";
import { refuse } from "../../shared/refusal.ts";

/** `network` is where the question comes from: those of one wait for each other more than for those of others. */
export interface Passwords {
  hash(password: string, network: string): Promise<string>;
  /** Takes as long when there is no hash, so that the time tells nobody which accounts exist. */
  fits(hash: string | null, password: string, network: string): Promise<boolean>;
}

/** Hashing works in the threads that also write files: two at a time leave room for the journal. */
const atOnce = 2;
const mostWaiting = 80;

export function createPasswords(): Passwords {
  const turns = new FairTurns(atOnce, mostWaiting);
  return {
    hash: (password, network) => turns.take(network, () => hashPassword(password)),
    fits: (hash, password, network) =>
      turns.take(network, async () => {
        if (hash !== null) return verifyPassword({ hash, password });
        await hashPassword(password);
        return false;
      }),
  };
}

interface Waiting {
  go: () => void;
  sendAway: (why: Error) => void;
}

/** So much work at once; networks that wait take turns, and when too many wait, the network that has most waiting is sent away. */
export class FairTurns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  #working = 0;
  /** By network, whose turn is next first; none is empty. */
  readonly #waiting = new Map<string, Waiting[]>();
  #count = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** Refuses as `overloaded` without having begun. */
  async take<T>(network: string, work: () => Promise<T>): Promise<T> {
    if (this.#working >= this.#atOnce) await this.#wait(network);
    else this.#working += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes now overtakes those who wait.
      if (!this.#nextGoes()) this.#working -= 1;
    }
  }

  async #wait(network: string): Promise<void> {
    if (this.#count >= this.#mostWaiting) this.#makeRoomFor(network);
    const line = this.#waiting.get(network) ?? [];
    this.#waiting.set(network, line);
    this.#count += 1;
    await new Promise<void>((go, sendAway) => line.push({ go, sendAway }));
  }

  /** The last of the longest line goes; whoever comes from there themselves is that one. */
  #makeRoomFor(network: string): void {
    const [longest, line] = [...this.#waiting].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    const own = this.#waiting.get(network)?.length ?? 0;
    if (line.length <= own) throw tooMany();
    const last = line.pop();
    if (line.length === 0) this.#waiting.delete(longest);
    this.#count -= 1;
    last?.sendAway(tooMany());
  }

  #nextGoes(): boolean {
    const [first] = this.#waiting;
    if (first === undefined) return false;
    const [network, line] = first;
    const next = line.shift();
    this.#waiting.delete(network);
    if (line.length > 0) this.#waiting.set(network, line);
    this.#count -= 1;
    next?.go();
    return true;
  }
}

function tooMany(): Error {
  return refuse("overloaded", "Many people are signing in. Try again in a moment.");
}
