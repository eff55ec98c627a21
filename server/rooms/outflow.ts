/**
 * Everything that leaves one session. A socket that cannot take more gets nothing new until it has drained: presence is worth nothing
 * late, updates are made up for by one that holds all of them, and a question is answered once. So a slow or deaf socket costs
 * the server what lies in its buffer, and little more.
 */
import * as Y from "yjs";
import type { RoomLimits } from "./limits.ts";
import type { OutgoingFrame, Wire } from "./wire.ts";

export interface OutflowNeeds {
  wire: Wire;
  limits: Pick<RoomLimits, "lagBytes" | "maxLagMs">;
  after: (ms: number, run: () => void) => { cancel: () => void };
  /** The socket has drained after a lag. `missed` are the clocks from which it lacks text. */
  onDrained: (missed: ReadonlyMap<number, number>) => void;
  /** Nothing left the socket for too long. */
  onStuck: () => void;
}

/** A class, because there is one for each open tab, and its functions need not be made anew each time. */
export class Outflow {
  readonly #needs: OutflowNeeds;
  #isClosed = false;
  /** While it lags: from which clocks text is missing. */
  #missed: Map<number, number> | null = null;
  #question: Uint8Array | null = null;
  #watch: { cancel: () => void } | null = null;

  constructor(needs: OutflowNeeds) {
    this.#needs = needs;
  }

  /** The socket takes what it is given; a lagging one is missing updates. */
  get keepsUp(): boolean {
    return this.#missed === null;
  }

  /** Sends what must arrive and is small: acknowledgements, news, our question. */
  send(frame: OutgoingFrame): void {
    if (this.#isClosed) return;
    this.#needs.wire.send(frame);
    this.#lagIfFull();
  }

  sendUpdate(frame: OutgoingFrame, update: Uint8Array): void {
    if (this.#isClosed) return;
    this.#lagIfFull();
    if (this.#missed !== null) miss(update, this.#missed);
    else this.#needs.wire.send(frame);
  }

  sendPresence(frame: OutgoingFrame): void {
    if (this.#isClosed) return;
    this.#lagIfFull();
    if (this.#missed === null) this.#needs.wire.send(frame);
  }

  /** True when an answer to a question may be sent now; otherwise the question is kept for when the socket has drained. */
  mayAnswer(question: Uint8Array): boolean {
    this.#lagIfFull();
    if (this.#missed === null) return !this.#isClosed;
    this.#question = question;
    return false;
  }

  /** Ends the lag: what the caller sends now makes up for everything missed. Gives the question that waited, if there is one. */
  caughtUp(): Uint8Array | null {
    const question = this.#question;
    this.#missed = null;
    this.#question = null;
    this.#watch?.cancel();
    this.#watch = null;
    return question;
  }

  close(): void {
    this.#isClosed = true;
    this.#watch?.cancel();
  }

  #lagIfFull(): void {
    const { wire, limits, onDrained } = this.#needs;
    if (this.#missed !== null || wire.bufferedBytes() <= limits.lagBytes) return;
    this.#missed = new Map();
    this.#watchProgress(wire.bufferedBytes());
    wire.onceDrained(() => {
      if (!this.#isClosed && this.#missed !== null) onDrained(this.#missed);
    });
  }

  /** A slow socket may take as long as it needs for what waits, as long as some of it leaves. */
  #watchProgress(before: number): void {
    const { wire, limits, after, onStuck } = this.#needs;
    this.#watch = after(limits.maxLagMs, () => {
      const buffered = wire.bufferedBytes();
      if (buffered < before) this.#watchProgress(buffered);
      else onStuck();
    });
  }
}

function miss(update: Uint8Array, missed: Map<number, number>): void {
  for (const [client, clock] of Y.parseUpdateMeta(update).from) {
    const known = missed.get(client);
    if (known === undefined || clock < known) missed.set(client, clock);
  }
}
