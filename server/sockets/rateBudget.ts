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

export interface RateBudget {
  /** Pays for one message of so many bytes, and says for how many milliseconds to stop reading; 0 when it was within the budget. */
  pay(bytes: number, now: number): number;
}

export function createRateBudget(limits: RateLimits, startedAt: number): RateBudget {
  let messages = limits.messageBurst;
  let bytes = limits.byteBurst;
  let filledAt = startedAt;
  return {
    pay(cost, now) {
      const seconds = Math.max(0, now - filledAt) / 1000;
      filledAt = now;
      messages = Math.min(limits.messageBurst, messages + seconds * limits.messagesPerSecond) - 1;
      bytes = Math.min(limits.byteBurst, bytes + seconds * limits.bytesPerSecond) - cost;
      const debtSeconds = Math.max(-messages / limits.messagesPerSecond, -bytes / limits.bytesPerSecond);
      return debtSeconds <= 0 ? 0 : Math.ceil(debtSeconds * 1000);
    },
  };
}
