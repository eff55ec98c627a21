import { type RawData, WebSocket, WebSocketServer } from "ws";
import { refusals } from "../../shared/refusal.ts";

/** Who is told what happens on a socket. */
export interface SocketOwner {
  onMessage(data: RawData, isBinary: boolean): void;
  onPing(): void;
  onPong(): void;
  onError(error: Error): void;
  onClose(): void;
}

/**
 * A WebSocket with at most one owner, who is told by methods. Thousands of sockets are quiet, and listeners would cost each of them
 * five functions and a table.
 */
export class DocumentSocket extends WebSocket {
  #owner: SocketOwner | null = null;

  /** From now on `owner` is told. To be called once, before anything can have come in. */
  belongTo(owner: SocketOwner): void {
    this.#owner = owner;
  }

  /** Everything that the library has to tell passes here. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    const owner = this.#owner;
    if (owner === null) return super.emit(event, ...args);
    switch (event) {
      case "message":
        owner.onMessage(args[0] as RawData, args[1] === true);
        return true;
      case "ping":
        owner.onPing();
        return true;
      case "pong":
        owner.onPong();
        return true;
      case "error":
        owner.onError(args[0] as Error);
        return true;
      case "close":
        // Passed on as well: who is turned away after all is waited for by a listener.
        owner.onClose();
    }
    return super.emit(event, ...args);
  }

  /** The library ends an oversized message with 1009, which makes providers try again for ever. Ours is final. */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === 1009) super.close(refusals["too-large"].closeCode, "This change is too large to be sent.");
    else super.close(code, reason);
  }
}

/** Completes upgrades. Compression stays off: it would hold a window for every quiet socket. */
export function upgradesWith(maxMessageBytes: number) {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    WebSocket: DocumentSocket,
    maxPayload: maxMessageBytes,
    maxFragments: 1_024,
    maxBufferedChunks: 16_384,
  });
}
