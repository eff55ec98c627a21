/**
 * What a room knows of a socket. The real one stands in server/sockets; simulations pass their own.
 */
export interface Wire {
  send(frame: OutgoingFrame): void;
  /** Ends the socket. The sentence is for the person; a wire may shorten it to what its protocol carries. */
  close(closeCode: number, sentence: string): void;
  /** Bytes handed to `send` that have not left the process yet. */
  bufferedBytes(): number;
  /** Calls back once, when `bufferedBytes` has come down to nothing or next to it. */
  onceDrained(callback: () => void): void;
}

/** One message on its way to any number of sockets. Built once; what a wire makes of it is kept, so that peers share it. */
export interface OutgoingFrame {
  payload: Uint8Array;
  /** The bytes as the wire writes them, filled in by the first wire that sends this frame; `payload` then is a view of them. */
  framed?: Uint8Array;
}

export function outgoing(payload: Uint8Array): OutgoingFrame {
  return { payload };
}
