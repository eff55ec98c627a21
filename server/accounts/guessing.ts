import { refuse } from "../../shared/refusal.ts";

export interface GuessLimits {
  /** Wrong guesses at one account from one network, before it has to wait. */
  perAccountAndNetwork: number;
  /** From one network at all accounts: a school is behind one address. */
  perNetwork: number;
  /** At one account from everywhere, before every guess at it is answered late. Nobody is locked out. */
  perAccount: number;
  /** A used-up allowance is whole again after this long, and grows back evenly. */
  windowMs: number;
  delayMs: number;
}

export const defaultGuessLimits: GuessLimits = {
  perAccountAndNetwork: 10,
  perNetwork: 100,
  perAccount: 50,
  windowMs: 15 * 60_000,
  delayMs: 2_000,
};

export interface GuessingNeeds {
  limits: GuessLimits;
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

/** The most pairs remembered; the longest untouched are forgotten first. */
const maxRemembered = 50_000;

/**
 * Slows those who guess secrets, in memory. An attempt counts from its beginning, so that many at once are no way around it, and is taken
 * back when it turns out right. Wrong guesses of a stranger never keep the owner out, who comes from another network.
 */
export class Guessing {
  readonly #limits: GuessLimits;
  readonly #needs: GuessingNeeds;
  /** How many wrong guesses weigh on a key, as of a moment. They fade evenly. */
  readonly #weights = new Map<string, { weight: number; at: number }>();

  constructor(needs: GuessingNeeds) {
    this.#limits = needs.limits;
    this.#needs = needs;
  }

  /**
   * Begins an attempt at an account, or refuses it as `too-many-requests`.
   * @returns what to call when the secret was right.
   */
  async begin(account: string, network: string): Promise<() => void> {
    const pair = `pair ${network} ${account}`;
    const own = `network ${network}`;
    const all = `account ${account}`;
    this.#mustWait(pair, this.#limits.perAccountAndNetwork);
    this.#mustWait(own, this.#limits.perNetwork);
    const isLate = this.#weightOf(all) >= this.#limits.perAccount;
    for (const key of [pair, own, all]) this.#add(key, 1);
    if (isLate) await this.#needs.wait(this.#limits.delayMs);
    return () => {
      this.#weights.delete(pair);
      this.#add(own, -1);
      this.#add(all, -1);
    };
  }

  #mustWait(key: string, most: number): void {
    const over = this.#weightOf(key) - (most - 1);
    if (over <= 0) return;
    const minutes = Math.ceil((over * this.#limits.windowMs) / most / 60_000);
    const wait = minutes <= 1 ? "in a minute" : `in ${minutes} minutes`;
    throw refuse("too-many-requests", `There were too many wrong attempts from here. Try again ${wait}.`);
  }

  #weightOf(key: string): number {
    const known = this.#weights.get(key);
    if (known === undefined) return 0;
    // A clock that was set back must not make anybody wait for it.
    const passed = Math.max(0, this.#needs.now() - known.at);
    return Math.max(0, known.weight - (passed / this.#limits.windowMs) * this.#mostOf(key));
  }

  #mostOf(key: string): number {
    if (key.startsWith("pair ")) return this.#limits.perAccountAndNetwork;
    return key.startsWith("network ") ? this.#limits.perNetwork : this.#limits.perAccount;
  }

  #add(key: string, weight: number): void {
    const next = Math.max(0, this.#weightOf(key) + weight);
    // Taken out and put in again, so that the order of the map is that of the last use.
    this.#weights.delete(key);
    if (next > 0) this.#weights.set(key, { weight: next, at: this.#needs.now() });
    if (this.#weights.size <= maxRemembered) return;
    const oldest = this.#weights.keys().next().value;
    if (oldest !== undefined) this.#weights.delete(oldest);
  }
}
