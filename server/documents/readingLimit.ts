import type { MemberId } from "../../shared/ids.ts";

/** A page that reads asks twelve times a minute; this is enough for a few tabs of them. */
const readingsPerMinute = 60;
const windowMs = 60_000;

/** Bounds how often one member has a whole document made into a page, because a large one holds up everybody for that moment. */
export function createReadingLimit(now: () => number): {
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
      return count <= readingsPerMinute;
    },
  };
}
