import type { MemberId } from "../../shared/ids.ts";

export interface ExportSlots {
  /** The function that gives the place back; null when there is none. */
  enter(who: { memberId: MemberId; isAdmin: boolean }): (() => void) | null;
}

export interface ExportSlotLimits {
  perMember: number;
  inAll: number;
  /** Of all: nobody else takes these. */
  forAdmins: number;
}

/** How many downloads may be made at once: each keeps a document in memory. */
export function createExportSlots({ perMember, inAll, forAdmins }: ExportSlotLimits): ExportSlots {
  const taken = new Map<MemberId, number>();
  let all = 0;
  return {
    enter({ memberId: member, isAdmin }) {
      const own = taken.get(member) ?? 0;
      if (own >= perMember || all >= (isAdmin ? inAll : inAll - forAdmins)) return null;
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
