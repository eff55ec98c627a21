import * as encoding from "lib0/encoding";
import { type Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { frameType } from "../../shared/frames.ts";

type Changes = Record<"added" | "updated" | "removed", number[]>;

/** This page's own presence on the wire; the stock provider would send everybody's. */
export interface PresenceLine {
  /** Goes on under another client id: Yjs takes a new one when it sees its own used elsewhere. */
  goOnAs(clientId: number): void;
  /** A socket is there. */
  opened(): void;
  /** The socket is gone. */
  closed(): void;
  close(): void;
}

/** @param send false when there is no socket that a frame could go by. */
export function openPresenceLine(awareness: Awareness, send: (frame: Uint8Array) => boolean): PresenceLine {
  function sendOwn({ added, updated, removed }: Changes): void {
    const id = awareness.clientID;
    if (![...added, ...updated, ...removed].includes(id)) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameType.awareness);
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [id]));
    send(encoding.toUint8Array(encoder));
  }
  awareness.on("update", sendOwn);

  return {
    goOnAs(clientId) {
      const state = awareness.getLocalState();
      awareness.setLocalState(null);
      awareness.clientID = clientId;
      awareness.setLocalState(state);
    },
    opened() {
      // A higher clock, or peers would take the state for one that they already saw leave.
      awareness.setLocalState(awareness.getLocalState());
    },
    closed() {
      // Peers return with the clocks they left with, which Yjs would ignore as long as it remembers them.
      for (const client of [...awareness.meta.keys()]) {
        if (client !== awareness.clientID) awareness.meta.delete(client);
      }
    },
    close() {
      awareness.off("update", sendOwn);
      awareness.destroy();
    },
  };
}
