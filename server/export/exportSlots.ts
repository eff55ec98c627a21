import type { MemberId } from "../../shared/ids.ts";

export interface ExportSlots {
  /** The function that gives the place back; null when there is none. */
  enter(member: MemberId): (() => void) | null;
}

/** How many downloads may be made at once: each keeps a document in memory. */
export function createExportSlots({ perMember, inAll }: { perMember: number; inAll: number }): ExportSlots {
  const taken = new Map<MemberId, number>();
  let all = 0;
  return {
    enter(member) {
      const own = taken.get(member) ?? 0;
      if (own >= perMember || all >= inAll) return null;
      taken.set(member, own + 1);
      all++;
      let hasLeft = false;
      return () => {
        if (hasLeft) return;
        hasLeft = true;
        all--;
        const left = (taken.get(member) ?? 1) - 1;
        if (left === 0) taken.delete(member);
        else taken.set(member, left);
      };
    },
  };
}
