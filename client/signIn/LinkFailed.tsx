import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { failureSentence, isRefused, isTransient } from "../api/failure.ts";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";

/** A link that opens nothing: a sentence, and the way to the library. */
export function LinkFailed({ failure, again }: { failure: unknown; again: () => void }) {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  // A token that was cut off on its way is malformed, and to people the same as one that is gone.
  const isClosed = (["wrong-credentials", "malformed", "not-found"] as const).some((code) => isRefused(failure, code));
  const title = t(isClosed ? "signIn.enter.closedTitle" : "signIn.enter.failedTitle");
  usePageTitle(`${title} · ${t("app.name")}`);
  return (
    <main className="notice" id="content" tabIndex={-1} ref={main}>
      <h1>{title}</h1>
      <p>{isClosed ? t("signIn.enter.closedSentence") : failureSentence(t, failure)}</p>
      <div className="notice-ways">
        {isTransient(failure) && (
          <button type="button" className="plain-button" onClick={again}>
            {t("app.again")}
          </button>
        )}
        <Link className={isTransient(failure) ? "plain-button quiet" : "plain-button"} href="/">
          {t("app.back")}
        </Link>
      </div>
    </main>
  );
}
