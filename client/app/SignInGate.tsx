import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { failureOf, failureSentence } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { SignInPage } from "../signIn/SignInPage.tsx";
import { Progress } from "../ui/Progress.tsx";

const askAgainMs = 5_000;

export interface SignInGateProps {
  children: ReactNode;
  /**
   * What a login that ends does to a page that is already open: a page with unsent words stays, because it alone still
   * holds them, and says itself what happened.
   */
  whenEnded: "askAgain" | "keepPage";
  /** Signing in leads through a link that was opened before. */
  throughLink?: boolean;
}

/** Lets in who has a login and asks the others who they are, at the very address they came to. */
export function SignInGate({ children, whenEnded, throughLink = false }: SignInGateProps) {
  const { t } = useTranslation();
  const me = useQuery({
    ...meQuery,
    // Without an answer there is nothing to show, so the page goes on asking by itself.
    refetchInterval: (query) => (query.state.data === undefined ? askAgainMs : false),
  });
  const [wasIn, setWasIn] = useState(false);
  if (me.data && !wasIn) setWasIn(true);

  if (me.data || (wasIn && whenEnded === "keepPage")) return children;
  if (me.data === null) return <SignInPage throughLink={throughLink} />;
  if (!me.isError) return <Progress label={t("app.arriving")} />;
  const unreachable = failureOf(me.error).kind === "unreachable";
  return (
    <main className="notice" role="alert">
      <h1>{unreachable ? t("app.unreachable.title") : t("app.broken.title")}</h1>
      <p>{unreachable ? t("app.unreachable.sentence") : failureSentence(t, me.error)}</p>
      <div className="notice-ways">
        <button type="button" className="plain-button" disabled={me.isFetching} onClick={() => void me.refetch()}>
          {t("app.again")}
        </button>
      </div>
    </main>
  );
}
