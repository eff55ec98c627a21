import { Button, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Failure, failureSentence } from "../api/failure.ts";
import { Progress } from "../ui/Progress.tsx";

export function LoadingList({ label }: { label: string }) {
  return (
    <div className="rows rows-loading" aria-busy>
      <Progress label={label} />
      {["44%", "31%", "38%"].map((width) => (
        <div className="row" key={width} aria-hidden>
          <div className="row-words">
            <Skeleton width={width} height={16} animate={false} />
            <Skeleton width="70%" height={12} mt={10} animate={false} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** Nothing can be shown at all: neither the list, nor what was searched for in it. */
export function ListFailed({
  what,
  failure,
  onAgain,
}: {
  what: "list" | "search";
  failure: Failure;
  onAgain: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="notice" role="alert">
      <h2>{t(what === "list" ? "library.failed" : "library.search.failed")}</h2>
      <p>{failureSentence(t, failure)}</p>
      <div className="notice-ways">
        <Button onClick={onAgain}>{t("app.again")}</Button>
      </div>
    </div>
  );
}

/** What is shown is no longer sure. */
export function StaleList({ failure, at, onAgain }: { failure: Failure; at: number; onAgain: () => void }) {
  const { t, i18n } = useTranslation();
  const moment = new Intl.DateTimeFormat(i18n.language, { weekday: "long", hour: "numeric", minute: "2-digit" });
  return (
    <div className="library-strip" data-tone="amber" role="status">
      <span>{t("library.stale", { why: failureSentence(t, failure), when: moment.format(at) })}</span>
      <Button size="compact-sm" variant="outline" onClick={onAgain}>
        {t("app.again")}
      </Button>
    </div>
  );
}
