import type { MemberId } from "../shared/ids.ts";
import { createRateLimit } from "./rateLimit.ts";

/** Counts what a member does, and with it the network that they come from: a guest becomes another guest with one click. */
export interface MemberLimit {
  /** Takes one turn, or says no. */
  take(member: MemberId, network: string): boolean;
}

export interface MemberLimitNeeds {
  perMinute: number;
  perHour: number;
  now: () => number;
}

/** A network may be a school: it has as much as so many members. */
const membersOfNetwork = 5;

/** Whether somebody may invite one more person by a letter. A guest, of whom nothing is known, may have a few sent. */
export function createInviterLimit(
  now: () => number,
): (writer: { member: MemberId; isGuest: boolean; network: string }) => boolean {
  const limitOf = (most: number) => createMemberLimit({ perMinute: most, perHour: most, now });
  const guests = limitOf(5);
  const accounts = limitOf(100);
  return ({ member, isGuest, network }) => (isGuest ? guests : accounts).take(member, network);
}

export function createMemberLimit({ perMinute, perHour, now }: MemberLimitNeeds): MemberLimit {
  const limits = [
    { most: perMinute, windowMs: 60_000 },
    { most: perHour, windowMs: 60 * 60_000 },
  ];
  const ofMember = limits.map((limit) => createRateLimit({ ...limit, now }));
  const ofNetwork = limits.map(({ most, windowMs }) =>
    createRateLimit({ most: most * membersOfNetwork, windowMs, now }),
  );
  return {
    take: (member, network) =>
      ofMember.every(({ take }) => take(member)) && ofNetwork.every(({ take }) => take(network)),
  };
}
