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

export interface Outflow {
  /** The socket takes what it is given; a lagging one is missing updates. */
  readonly keepsUp: boolean;
  /** Sends what must arrive and is small: acknowledgements, news, our question. */
  send(frame: OutgoingFrame): void;
  sendUpdate(frame: OutgoingFrame, update: Uint8Array): void;
  sendPresence(frame: OutgoingFrame): void;
  /** True when an answer to a question may be sent now; otherwise the question is kept for when the socket has drained. */
  mayAnswer(question: Uint8Array): boolean;
  /** Ends the lag: what the caller sends now makes up for everything missed. Gives the question that waited, if there is one. */
  caughtUp(): Uint8Array | null;
  close(): void;
}

export function createOutflow({ wire, limits, after, onDrained, onStuck }: OutflowNeeds): Outflow {
  let isClosed = false;
  /** While it lags: from which clocks text is missing. */
  let missed: Map<number, number> | null = null;
  let question: Uint8Array | null = null;
  let watch: { cancel: () => void } | null = null;

  return {
    get keepsUp() {
      return missed === null;
    },
    send(frame) {
      if (isClosed) return;
      wire.send(frame);
      lagIfFull();
    },
    sendUpdate(frame, update) {
      if (isClosed) return;
      lagIfFull();
      if (missed !== null) miss(update, missed);
      else wire.send(frame);
    },
    sendPresence(frame) {
      if (isClosed) return;
      lagIfFull();
      if (missed === null) wire.send(frame);
    },
    mayAnswer(stateVector) {
      lagIfFull();
      if (missed === null) return !isClosed;
      question = stateVector;
      return false;
    },
    caughtUp() {
      const asked = question;
      missed = null;
      question = null;
      watch?.cancel();
      watch = null;
      return asked;
    },
    close() {
      isClosed = true;
      watch?.cancel();
    },
  };

  function lagIfFull(): void {
    if (missed !== null || wire.bufferedBytes() <= limits.lagBytes) return;
    missed = new Map();
    watchProgress(wire.bufferedBytes());
    wire.onceDrained(() => {
      if (!isClosed && missed !== null) onDrained(missed);
    });
  }

  /** A slow socket may take as long as it needs for what waits, as long as some of it leaves. */
  function watchProgress(before: number): void {
    watch = after(limits.maxLagMs, () => {
      const buffered = wire.bufferedBytes();
      if (buffered < before) watchProgress(buffered);
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
