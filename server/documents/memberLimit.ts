import type { MemberId } from "../../shared/ids.ts";

const windowMs = 60_000;

/** Bounds how often a minute one member has something done that holds up everybody for a moment. */
export function createMemberLimit(
  now: () => number,
  perMinute: number,
): {
  /** Takes one turn, or says no. */
  take(member: MemberId): boolean;
} {
  let counts = new Map<MemberId, number>();
  let endsAt = 0;
  return {
    take(member) {
      const time = now();
      // The second half is for a clock that was set back.
      if (time >= endsAt || time < endsAt - windowMs) {
        counts = new Map();
        endsAt = time + windowMs;
      }
      const count = (counts.get(member) ?? 0) + 1;
      counts.set(member, count);
      return count <= perMinute;
    },
  };
}
