import type { MemberId } from "../../shared/ids.ts";

export interface TalkRate {
  /** So many lines at once, */
  burst: number;
  /** and from then on one in so many milliseconds. */
  msPerLine: number;
}

/** Those whose budget is whole again are forgotten once more members than this have spoken. */
const maxRemembered = 1_000;

/** How much a member may say, in all documents and tabs together: a person in a hurry, and no program. */
export class TalkBudget {
  readonly #rate: TalkRate;
  readonly #now: () => number;
  /** When a member's budget will be whole again. */
  readonly #wholeAt = new Map<MemberId, number>();

  constructor(rate: TalkRate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Pays for one line; false, and unpaid, when it came too fast. */
  take(member: MemberId): boolean {
    const { burst, msPerLine } = this.#rate;
    const now = this.#now();
    // A clock that was set back must not silence anybody for longer than an empty budget takes to fill.
    const owed = Math.min(Math.max(0, (this.#wholeAt.get(member) ?? 0) - now), burst * msPerLine);
    const isPaid = owed + msPerLine <= burst * msPerLine;
    this.#wholeAt.set(member, now + owed + (isPaid ? msPerLine : 0));
    if (this.#wholeAt.size > maxRemembered) this.#forgetWhole(now);
    return isPaid;
  }

  #forgetWhole(now: number): void {
    for (const [member, wholeAt] of this.#wholeAt) if (wholeAt <= now) this.#wholeAt.delete(member);
  }
}
