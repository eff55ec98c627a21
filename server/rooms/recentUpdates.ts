const maxUpdates = 100;
const maxBytes = 128 * 1024;
const firstBytes = 256;
/** Before each update stands its length. */
const lengthBytes = 4;

/**
 * The last updates of a document, in order. Packed in one buffer that grows with them, because an array of its own costs
 * a keystroke five times its bytes.
 */
export class RecentUpdates {
  #packed: Buffer | null = null;
  #usedBytes = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Keeps a copy. False when it has no room for it; then it has kept nothing of it. */
  push(update: Uint8Array): boolean {
    const end = this.#usedBytes + lengthBytes + update.length;
    if (this.#count === maxUpdates || end > maxBytes) return false;
    const packed = this.#roomFor(end);
    packed.writeUInt32LE(update.length, this.#usedBytes);
    packed.set(update, this.#usedBytes + lengthBytes);
    this.#usedBytes = end;
    this.#count++;
    return true;
  }

  /** The last `count` of those that it holds, the oldest first. They are views that are to be read and let go. */
  last(count: number): Uint8Array[] {
    const updates: Uint8Array[] = [];
    if (this.#packed === null) return updates;
    let passedOver = this.#count - count;
    for (let at = 0; at < this.#usedBytes; passedOver--) {
      const start = at + lengthBytes;
      const end = start + this.#packed.readUInt32LE(at);
      if (passedOver <= 0) updates.push(this.#packed.subarray(start, end));
      at = end;
    }
    return updates;
  }

  #roomFor(bytes: number): Buffer {
    const packed = this.#packed;
    if (packed !== null && bytes <= packed.length) return packed;
    // Not of the shared pool, of which a small piece would keep all alive.
    const larger = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(firstBytes, 2 * (packed?.length ?? 0), bytes)));
    packed?.copy(larger, 0, 0, this.#usedBytes);
    this.#packed = larger;
    return larger;
  }
}
