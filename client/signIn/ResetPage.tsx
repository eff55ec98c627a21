import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { minPasswordLength } from "../../shared/account.ts";
import { lookAtResetLink, resetPassword } from "../api/accounts.ts";
import { Field } from "../ui/Field.tsx";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { complaintAboutNewPassword } from "./credentials.ts";
import { LinkedAccount } from "./LinkedAccount.tsx";
import { useWayIn } from "./useWayIn.ts";
import { WayInForm } from "./WayInForm.tsx";
import "./signIn.css";

/** /reset/:token, from a mail or from an admin: another password, and signed in with it. */
export function ResetPage({ token }: { token: string }) {
  const { t } = useTranslation();
  usePageTitle(`${t("signIn.reset.title")} · ${t("app.name")}`);
  const [, navigate] = useLocation();
  const [password, setPassword] = useState("");
  const [bringDocuments, setBringDocuments] = useState(false);
  const look = useQuery({
    queryKey: ["link-look", token],
    queryFn: () => lookAtResetLink({ token }),
    retry: false,
    // Once it was used there is nothing to look at any more.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const way = useWayIn({
    way: "link",
    fields: ["password"],
    blamed: "password",
    ask: () => resetPassword({ token, password, bringDocuments }),
    onEntered: () => navigate("/", { replace: true }),
  });
  return (
    <main className="sign-in" id="content" tabIndex={-1}>
      <p className="wordmark">{t("app.name")}</p>
      <div className="sign-in-card">
        <WayInForm
          ref={way.form}
          title={t("signIn.reset.title")}
          go={t("signIn.reset.go")}
          isBusy={way.isBusy}
          onSubmit={() => way.submit({ password: complaintAboutNewPassword(t, password) })}
        >
          <p className="sign-in-lead">{t("signIn.reset.lead")}</p>
          {look.data !== undefined && (
            <LinkedAccount look={look.data} bringDocuments={bringDocuments} onBringDocuments={setBringDocuments} />
          )}
          <Field
            label={t("signIn.reset.label")}
            name="password"
            type="password"
            autoComplete="new-password"
            enterKeyHint="go"
            autoFocus
            value={password}
            onText={(text) => {
              setPassword(text);
              way.forget("password");
            }}
            complaint={way.complaints.password}
            hint={t("signIn.passwordHint", { count: minPasswordLength })}
          />
        </WayInForm>
        <p className="sign-in-aside">
          <Link href="/sign-in">{t("signIn.byLink.again")}</Link>
        </p>
      </div>
    </main>
  );
}
