import { Trans, useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import { drawnColour } from "../../shared/colour.ts";
import type { ShownPerson } from "../../shared/member.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { exactTime } from "../ui/relativeTime.ts";
import { useNow } from "../ui/useNow.ts";

const dayMs = 24 * 3_600_000;

/** Who did the last thing with a document and when; in the archive how it came there, in the trash how long it still stays. */
export function LastChange({ document }: { document: DocumentSummary }) {
  const by = actor(document);
  const color = document.members.find(({ id }) => id === by?.id)?.color;
  return (
    <div className="row-change">
      {by !== null && <Avatar name={by.name} initials={by.initials} color={color && drawnColour(color)} size="small" />}
      <span className="row-change-words">
        {by !== null && <span className="row-who">{by.name}</span>}
        <span className="row-when">
          <When document={document} />
        </span>
      </span>
    </div>
  );
}

function actor({ shelf, shelfEvents, lastChange, createdBy }: DocumentSummary): ShownPerson | null {
  if (shelf !== "library") return shelfEvents.at(-1)?.by ?? null;
  return lastChange === null ? createdBy : lastChange.by;
}

function When({ document }: { document: DocumentSummary }) {
  const { i18n } = useTranslation();
  const { shelf, shelfEvents, purgeAt, lastChange, createdAt } = document;
  if (shelf === "trash" && purgeAt !== null) return <TimeLeft until={purgeAt} />;
  const archived = shelf === "archive" ? shelfEvents.at(-1) : undefined;
  const when = <RelativeTime at={(archived ?? lastChange)?.at ?? createdAt} locale={i18n.language} />;
  if (archived) return <Trans i18nKey="library.archivedAt" components={{ when }} />;
  return lastChange === null ? <Trans i18nKey="library.created" components={{ when }} /> : when;
}

function TimeLeft({ until }: { until: number }) {
  const { t, i18n } = useTranslation();
  const days = Math.ceil((until - useNow()) / dayMs);
  return (
    <time dateTime={new Date(until).toISOString()} title={exactTime(until, i18n.language)}>
      {days < 2 ? t("library.purgedToday") : t("library.purgedIn", { count: days })}
    </time>
  );
}
