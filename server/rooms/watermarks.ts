interface Waiting {
  upTo: number;
  run: () => void;
  onFailed: (() => void) | undefined;
}

/**
 * How far a room has come, in entries since it opened: `applied` (in the Y.Doc), `written` (a crash of the process cannot take it) and
 * `synced` (a power cut cannot). Everything that a room promises waits here, in one order.
 */
export class Watermarks {
  readonly #onBroken: (error: unknown) => void;
  #applied = 0;
  #written = 0;
  #synced = 0;
  #isEnded = false;
  #departures: Waiting[] = [];
  #acknowledgements: Waiting[] = [];

  /** @param onBroken told when something that waited threw: what follows it in the order can then not be kept. */
  constructor(onBroken: (error: unknown) => void) {
    this.#onBroken = onBroken;
  }

  get applied(): number {
    return this.#applied;
  }

  get synced(): number {
    return this.#synced;
  }

  /** Everything that was applied is on disk for good, and has been told. */
  get isSettled(): boolean {
    return this.#synced === this.#applied && this.#departures.length === 0;
  }

  /** One more entry is in the Y.Doc. */
  entryApplied(): void {
    this.#applied++;
  }

  /** Runs `run` once everything applied by now is written, in order with all else that waits for that. `onFailed` runs instead if the room fails. */
  whenWritten(run: () => void, onFailed?: () => void): void {
    if (this.#isEnded) {
      onFailed?.();
      return;
    }
    this.#departures.push({ upTo: this.#applied, run, onFailed });
    this.#runReached(this.#departures, this.#written);
  }

  /** Runs `run` once everything applied by now, by whomever, is synced. */
  whenSynced(run: () => void, onFailed?: () => void): void {
    if (this.#isEnded) {
      onFailed?.();
      return;
    }
    this.#acknowledgements.push({ upTo: this.#applied, run, onFailed });
    this.#runReached(this.#acknowledgements, this.#synced);
  }

  writtenUpTo(count: number): void {
    this.#written = Math.max(this.#written, count);
    this.#runReached(this.#departures, this.#written);
  }

  syncedUpTo(count: number): void {
    this.#synced = Math.max(this.#synced, count);
    this.#runReached(this.#acknowledgements, this.#synced);
  }

  /** Nothing more will be written or synced: everybody who waits is told, and so is who asks later. */
  end(): void {
    this.#isEnded = true;
    const unmet = [...this.#departures, ...this.#acknowledgements];
    this.#departures = [];
    this.#acknowledgements = [];
    for (const waiting of unmet) waiting.onFailed?.();
  }

  #runReached(list: Waiting[], reached: number): void {
    while (!this.#isEnded) {
      const first = list[0];
      if (first === undefined || first.upTo > reached) return;
      list.shift();
      try {
        first.run();
      } catch (error) {
        this.#onBroken(error);
        return;
      }
    }
  }
}
