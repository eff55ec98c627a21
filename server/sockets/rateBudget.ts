/** What one socket may send: so much a second, with a burst. Beyond it the server stops reading; nothing is refused. */
export interface RateLimits {
  messagesPerSecond: number;
  messageBurst: number;
  bytesPerSecond: number;
  byteBurst: number;
}

export const defaultRateLimits: RateLimits = {
  messagesPerSecond: 100,
  messageBurst: 300,
  bytesPerSecond: 1024 * 1024,
  byteBurst: 4 * 1024 * 1024,
};

/** What one socket has left of its rate. */
export class RateBudget {
  readonly #limits: RateLimits;
  #messages: number;
  #bytes: number;
  #filledAt: number;

  constructor(limits: RateLimits, startedAt: number) {
    this.#limits = limits;
    this.#messages = limits.messageBurst;
    this.#bytes = limits.byteBurst;
    this.#filledAt = startedAt;
  }

  /** Pays for one message of so many bytes, and says for how many milliseconds to stop reading; 0 when it was within the budget. */
  pay(cost: number, now: number): number {
    const { messagesPerSecond, messageBurst, bytesPerSecond, byteBurst } = this.#limits;
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#filledAt = now;
    this.#messages = Math.min(messageBurst, this.#messages + seconds * messagesPerSecond) - 1;
    this.#bytes = Math.min(byteBurst, this.#bytes + seconds * bytesPerSecond) - cost;
    const debtSeconds = Math.max(-this.#messages / messagesPerSecond, -this.#bytes / bytesPerSecond);
    return debtSeconds <= 0 ? 0 : Math.ceil(debtSeconds * 1000);
  }
}
