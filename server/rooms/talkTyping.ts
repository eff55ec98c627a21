import type { MemberId } from "../../shared/ids.ts";

/** Pages say it again while somebody goes on typing; without that it has ended. */
const typingLastsMs = 6_000;
/** Gathered over a moment, because many begin and end within one. */
const toldAfterMs = 250;
/** So many are named; that there are more is all that anybody wants to know. */
const maxNamed = 4;

/** Who is writing a line at this moment. */
export class Typists {
  readonly #after: (ms: number, run: () => void) => { cancel: () => void };
  readonly #tell: (who: { member: MemberId; name: string }[]) => void;
  readonly #typing = new Map<MemberId, { name: string; timer: { cancel: () => void } }>();
  #telling: { cancel: () => void } | null = null;

  constructor(
    after: (ms: number, run: () => void) => { cancel: () => void },
    tell: (who: { member: MemberId; name: string }[]) => void,
  ) {
    this.#after = after;
    this.#tell = tell;
  }

  types(member: MemberId, name: string): void {
    const known = this.#typing.get(member);
    known?.timer.cancel();
    this.#typing.set(member, { name, timer: this.#after(typingLastsMs, () => this.stops(member)) });
    if (known === undefined) this.#askTelling();
  }

  stops(member: MemberId): void {
    const known = this.#typing.get(member);
    if (known === undefined) return;
    known.timer.cancel();
    this.#typing.delete(member);
    this.#askTelling();
  }

  close(): void {
    this.#telling?.cancel();
    for (const { timer } of this.#typing.values()) timer.cancel();
    this.#typing.clear();
  }

  #askTelling(): void {
    this.#telling ??= this.#after(toldAfterMs, () => {
      this.#telling = null;
      this.#tell([...this.#typing].slice(0, maxNamed).map(([member, { name }]) => ({ member, name })));
    });
  }
}
