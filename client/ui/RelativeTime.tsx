import { exactTime, relativeTime } from "./relativeTime.ts";
import { useNow } from "./useNow.ts";

/** A moment in words that stay true while the page is open; exact on hover. */
export function RelativeTime({ at, locale }: { at: number; locale: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at, locale)}>
      {relativeTime(at, now, locale)}
    </time>
  );
}
