/** While a member was present: between which entries of a talk. `to` is null while the presence lasts. */
interface Span {
  /** Entries after this one were heard, */
  from: number;
  /** up to this one. */
  to: number | null;
}

/**
 * When one member was present at a talk, told in its entries rather than by a clock, so that who hears what never depends on two
 * events falling into one millisecond.
 */
export class Attendance {
  #spans: Span[] = [];

  /** The member comes: what is said after the entry `seq` is heard. */
  begin(seq: number): void {
    const last = this.#spans.at(-1);
    // Nothing was said between the two, so they are one.
    if (last?.to === seq) last.to = null;
    else this.#spans.push({ from: seq, to: null });
  }

  /** The member leaves after the entry `seq`, for good unless `resume` is called. */
  pause(seq: number): void {
    const last = this.#spans.at(-1);
    if (last !== undefined && last.to === null) last.to = seq;
  }

  /** The member was not really gone: what was said since `pause` was said in their presence. */
  resume(): void {
    const last = this.#spans.at(-1);
    if (last !== undefined) last.to = null;
  }

  hears(seq: number): boolean {
    return this.#spans.some(({ from, to }) => from < seq && (to === null || seq <= to));
  }

  /** The entry after which the latest presence began. */
  get since(): number {
    return this.#spans.at(-1)?.from ?? 0;
  }

  /** The entry after which the first presence began that is still remembered. */
  get first(): number {
    return this.#spans[0]?.from ?? 0;
  }

  /** Forgets presences in which nothing was said that is still remembered. False when none is left. */
  forgetUpTo(seq: number): boolean {
    this.#spans = this.#spans.filter(({ from, to }) => to === null || (to > seq && to > from));
    return this.#spans.length > 0;
  }
}
