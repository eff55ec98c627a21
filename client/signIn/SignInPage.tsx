import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { signInOptionsQuery } from "../api/accountQueries.ts";
import { failureSentence } from "../api/failure.ts";
import { Progress } from "../ui/Progress.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { mayComeNew, SignInCard } from "./SignInCard.tsx";
import "./signIn.css";

export interface SignInPageProps {
  /** Why it did not work elsewhere. */
  failure?: string | null;
  /** Signing in leads through a link that was opened before. */
  throughLink?: boolean;
  /** A way to stand apart from the address: where the other service brings the browser back to. */
  returnTo?: string;
  /** The name of the guest who looks for their account. */
  guest?: string;
  onEntered?: () => void;
}

/** All ways in that this server offers. The address stays, so who signs in lands where they wanted to go. */
export function SignInPage({ failure = null, throughLink = false, returnTo, guest, onEntered }: SignInPageProps) {
  const { t } = useTranslation();
  usePageTitle(`${t("signIn.pageTitle")} · ${t("app.name")}`);
  const main = useRef<HTMLElement>(null);
  // Until the first field is there, which takes the keyboard itself.
  useFocusOnArrival(main);
  const options = useQuery({
    ...signInOptionsQuery,
    // Without an answer there is nothing to offer, so the page goes on asking by itself.
    refetchInterval: (query) => (query.state.data === undefined ? askAgainMs : false),
  });
  return (
    <main className="sign-in" id="content" tabIndex={-1} ref={main}>
      <p className="wordmark">{t("app.name")}</p>
      {throughLink && options.data && (
        <p className="sign-in-why">
          {t(mayComeNew(options.data) ? "signIn.enter.invited" : "signIn.enter.invitedAccount")}
        </p>
      )}
      {failure !== null && (
        <p className="sign-in-notice" role="alert">
          {failure}
        </p>
      )}
      {options.data ? (
        <SignInCard options={options.data} returnTo={returnTo} guest={guest} onEntered={onEntered} />
      ) : options.isError ? (
        <p className="sign-in-notice" role="alert">
          {failureSentence(t, options.error)}
        </p>
      ) : (
        <Progress label={t("app.arriving")} />
      )}
    </main>
  );
}

const askAgainMs = 5_000;
