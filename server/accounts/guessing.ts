import { refuse } from "../../shared/refusal.ts";

export interface GuessLimits {
  /** Wrong guesses at one account from one network, before it has to wait. */
  perAccountAndNetwork: number;
  /** From one network at all accounts: a school is behind one address. A browser that an account knows is not held up by it. */
  perNetwork: number;
  /** At one account from everywhere, before every guess at it is answered late. Nobody is locked out. */
  perAccount: number;
  /** A used-up allowance is whole again after this long, and grows back evenly. */
  windowMs: number;
  delayMs: number;
}

export const defaultGuessLimits: GuessLimits = {
  perAccountAndNetwork: 10,
  perNetwork: 300,
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

export interface Guess {
  /** The address of the account, whether there is one or not. */
  account: string;
  network: string;
  /** Names a browser that has signed in to this account before; null for any other. */
  knownBrowser: string | null;
}

/**
 * Slows those who guess secrets, in memory. An attempt counts from its beginning, so that many at once are no way around it, and is taken
 * back when it turns out right. Wrong guesses of a stranger never keep the owner out, who comes from another network or with a browser
 * that was signed in to the account before: such a browser has an allowance of its own.
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
   * Lets somebody try a secret, or refuses as `too-many-requests`. What cannot be judged, because `isRight` throws, was no guess.
   * @returns whether it was right.
   */
  async attempt({ account, network, knownBrowser }: Guess, isRight: () => Promise<boolean>): Promise<boolean> {
    const pair = knownBrowser === null ? `pair ${network} ${account}` : `pair browser ${knownBrowser} ${account}`;
    const all = `account ${account}`;
    const others = knownBrowser === null ? [`network ${network}`, all] : [all];
    this.#mustWait(pair, this.#limits.perAccountAndNetwork);
    if (knownBrowser === null) this.#mustWait(`network ${network}`, this.#limits.perNetwork);
    const isLate = this.#weightOf(all) >= this.#limits.perAccount;
    for (const key of [pair, ...others]) this.#add(key, 1);
    let outcome: "right" | "wrong" | "unknown" = "unknown";
    try {
      if (isLate) await this.#needs.wait(this.#limits.delayMs);
      outcome = (await isRight()) ? "right" : "wrong";
    } finally {
      if (outcome === "right") this.#weights.delete(pair);
      else if (outcome === "unknown") this.#add(pair, -1);
      if (outcome !== "wrong") for (const key of others) this.#add(key, -1);
    }
    return outcome === "right";
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
