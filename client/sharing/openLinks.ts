import { isMore } from "../../shared/member.ts";
import type { ShareLink, Sharing } from "../../shared/sharingApi.ts";

/** Links that let somebody in at this moment. */
export function openLinksOf({ links, linksClosed }: Sharing, now: number): ShareLink[] {
  return linksClosed ? [] : links.filter((link) => !hasRunOut(link, now));
}

export function hasRunOut({ expiresAt }: ShareLink, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** The most that anyone with a link may do; null when no link is open. */
export function mostByLink(sharing: Sharing, now: number): ShareLink["role"] | null {
  let most: ShareLink["role"] | null = null;
  for (const { role } of openLinksOf(sharing, now)) if (most === null || isMore(role, most)) most = role;
  return most;
}

/** How many people are here by this link alone, and go with it. */
export function cameBy({ members }: Sharing, { id }: ShareLink): number {
  return members.filter(({ via }) => via === id).length;
}
