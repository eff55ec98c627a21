import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { becomes, signInOptionsQuery } from "../api/accountQueries.ts";
import { enterBySignInLink, lookAtSignInLink } from "../api/accounts.ts";
import { isRefused } from "../api/failure.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { LinkedAccount } from "./LinkedAccount.tsx";
import { openedLinkAddress } from "./OpenLinkPage.tsx";
import { signInFailure } from "./signInFailure.ts";
import "./signIn.css";

/**
 * /sign-in/link/:token, from a mail. It asks for a press of a button: programs that look into mails open every link, and this one works
 * once.
 */
export function SignInLinkPage({ token }: { token: string }) {
  const { t } = useTranslation();
  usePageTitle(`${t("signIn.pageTitle")} · ${t("app.name")}`);
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [bringDocuments, setBringDocuments] = useState(false);
  const look = useQuery({
    queryKey: ["link-look", token],
    queryFn: () => lookAtSignInLink({ token }),
    retry: false,
    // Once it was used there is nothing to look at any more.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const entering = useMutation({
    mutationFn: async () => {
      // Asked before, because it is about the share link that this browser may carry through the sign-in.
      const options = await client.fetchQuery(signInOptionsQuery).catch(() => null);
      return { me: await enterBySignInLink({ token, bringDocuments }), isInvited: options?.isInvited === true };
    },
    onSuccess: ({ me, isInvited }) => {
      becomes(client, me);
      navigate(isInvited ? openedLinkAddress : "/", { replace: true });
    },
  });
  // A server that could not be asked just now may answer when the button is pressed.
  const failure = entering.error ?? (isRefused(look.error, "wrong-credentials") ? look.error : null);
  // Whose account it is comes first.
  const isBusy = entering.isPending || look.isPending;
  return (
    <main className="sign-in" id="content" tabIndex={-1}>
      <p className="wordmark">{t("app.name")}</p>
      <div className="sign-in-card">
        <div className="sign-in-form">
          <h1>{t("signIn.byLink.confirmTitle")}</h1>
          <p className="sign-in-lead">{t("signIn.byLink.sentence")}</p>
          {look.data !== undefined && (
            <LinkedAccount look={look.data} bringDocuments={bringDocuments} onBringDocuments={setBringDocuments} />
          )}
          {failure !== null && (
            <p className="sign-in-complaint" role="alert">
              {signInFailure(t, failure, "link")}
            </p>
          )}
          <button
            type="button"
            className="plain-button"
            // biome-ignore lint/a11y/noAutofocus: the one thing to do on the page
            autoFocus
            aria-disabled={isBusy}
            onClick={() => !isBusy && entering.mutate()}
          >
            {t("signIn.byLink.confirm")}
          </button>
        </div>
        {failure !== null && (
          <p className="sign-in-aside">
            <Link href="/sign-in">{t("signIn.byLink.again")}</Link>
          </p>
        )}
      </div>
    </main>
  );
}
