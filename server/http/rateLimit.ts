/** Counts what each address does in a window of time. In memory: a restart forgives, and nothing of it reaches a disk. */
export interface RateLimit {
  /** Takes one turn, or says no. */
  take(address: string): boolean;
}

export function createRateLimit({
  most,
  windowMs,
  now,
}: {
  most: number;
  windowMs: number;
  now: () => number;
}): RateLimit {
  let counts = new Map<string, number>();
  let endsAt = 0;
  return {
    take(address) {
      const moment = now();
      // A clock that was set back must not make people wait until it has caught up.
      if (moment >= endsAt || moment < endsAt - windowMs) {
        counts = new Map();
        endsAt = moment + windowMs;
      }
      const key = networkOf(address);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= most;
    },
  };
}

/** One household or machine usually owns 2^64 addresses of IPv6, so they count as one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("::");
  const first = head.split(":");
  const last = tail === "" ? [] : tail.split(":");
  const groups = [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return groups.slice(0, 4).join(":");
}
