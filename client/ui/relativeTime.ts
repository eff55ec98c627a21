const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment in words: "now", "5 minutes ago", "yesterday"; from a week on its date. A moment ahead of our clock is "now". */
export function relativeTime(at: number, now: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const past = now - at;
  if (past < minute) return words.format(0, "second");
  if (past < hour) return words.format(-Math.floor(past / minute), "minute");
  const days = calendarDaysBetween(at, now);
  if (days === 0 || past < 6 * hour) return words.format(-Math.floor(past / hour), "hour");
  if (days < 7) return words.format(-days, "day");
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** The same with the time of an earlier day: "yesterday, 14:05". Null from a week on, when a sentence needs another word for a date. */
export function recentTime(at: number, now: number, locale: string): string | null {
  const days = calendarDaysBetween(at, now);
  if (days >= 7) return null;
  const words = relativeTime(at, now, locale);
  if (days === 0 || now - at < 6 * hour) return words;
  return `${words}, ${new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(at)}`;
}

/** The same moment exactly, for a tooltip. */
export function exactTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** Day and time of a moment, for a line that has little room. */
export function shortTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** Midnights between two moments where the reader is; rounded, because a day of a clock change is not 24 hours long. */
function calendarDaysBetween(at: number, now: number): number {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / day);
}
