import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { becomes, signInOptionsQuery } from "../api/accountQueries.ts";
import { enterBySignInLink, fetchSignInOptions } from "../api/accounts.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
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
  const entering = useMutation({
    mutationFn: async () => {
      // Asked before, because it is about the share link that this browser may carry through the sign-in.
      const options = await client.fetchQuery({ ...signInOptionsQuery, queryFn: fetchSignInOptions }).catch(() => null);
      return { me: await enterBySignInLink({ token }), isInvited: options?.isInvited === true };
    },
    onSuccess: ({ me, isInvited }) => {
      becomes(client, me);
      navigate(isInvited ? openedLinkAddress : "/", { replace: true });
    },
  });
  return (
    <main className="sign-in" id="content" tabIndex={-1}>
      <p className="wordmark">{t("app.name")}</p>
      <div className="sign-in-card">
        <div className="sign-in-form">
          <h1>{t("signIn.byLink.confirmTitle")}</h1>
          <p className="sign-in-lead">{t("signIn.byLink.sentence")}</p>
          {entering.isError && (
            <p className="sign-in-complaint" role="alert">
              {signInFailure(t, entering.error, "link")}
            </p>
          )}
          <button
            type="button"
            className="plain-button"
            // biome-ignore lint/a11y/noAutofocus: the one thing to do on the page
            autoFocus
            aria-disabled={entering.isPending}
            onClick={() => !entering.isPending && entering.mutate()}
          >
            {t("signIn.byLink.confirm")}
          </button>
        </div>
        {entering.isError && (
          <p className="sign-in-aside">
            <Link href="/sign-in">{t("signIn.byLink.again")}</Link>
          </p>
        )}
      </div>
    </main>
  );
}
