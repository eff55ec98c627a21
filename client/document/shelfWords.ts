import type { TFunction } from "i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import type { MemberId } from "../../shared/ids.ts";
import { can, isMore } from "../../shared/member.ts";
import { recentTime } from "../ui/relativeTime.ts";
import type { AccessChange } from "./connectionState.ts";

export type ShelfEvent = DocumentSummary["shelfEvents"][number];

/** "3 May", with the year when it is not this one. */
export function dateOf(at: number, now: number, locale: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** "Archived by Ana 5 minutes ago", "Archived by Ana yesterday, 14:05"; from a week on "Archived by Ana on 3 May". */
export function sentenceOfEvent(t: TFunction, { what, by, at }: ShelfEvent, now: number, locale: string): string {
  const when = recentTime(at, now, locale) ?? t("document.shelf.on", { date: dateOf(at, now, locale) });
  return by === null ? t(`document.shelf.${what}Then`, { when }) : t(`document.shelf.${what}`, { name: by.name, when });
}

/** The last move of this kind; null when it is not known, or not yet. */
export function lastMove(document: DocumentSummary | undefined, what: ShelfEvent["what"]): ShelfEvent | null {
  return document?.shelfEvents.findLast((event) => event.what === what) ?? null;
}

/** What a change of role or shelf means for the person at this page, and who made it. */
export function sentenceOfAccess(
  t: TFunction,
  change: AccessChange,
  { me, nameOf }: { me: MemberId | null; nameOf: (member: MemberId) => string | null },
): string {
  const name = change.by === null || change.by === me ? null : nameOf(change.by);
  const sentence = t(`document.access.${whatChanged(change)}`);
  return name === null ? sentence : `${sentence} ${t("document.access.by", { name })}`;
}

function whatChanged({ before, now }: AccessChange) {
  if (before.shelf !== now.shelf) {
    if (now.shelf !== "library") return now.shelf;
    return can(now.role, "edit", now.shelf) ? "openToWrite" : "open";
  }
  if (now.role === "editor" && isMore(before.role, now.role)) return "stillEditor";
  if (now.role === "commenter" && isMore(before.role, now.role)) return "onlyCommenter";
  return now.role;
}
