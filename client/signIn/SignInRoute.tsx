import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Redirect, useLocation, useSearchParams } from "wouter";
import { type DocumentId, parseId } from "../../shared/ids.ts";
import { meQuery } from "../api/queries.ts";
import { Progress } from "../ui/Progress.tsx";
import { SignInPage } from "./SignInPage.tsx";
import { failedElsewhere } from "./signInFailure.ts";

/**
 * /sign-in: where the other service leaves a browser that it did not let in, and where a guest looks for their account; with ?document=
 * to read it as somebody else.
 */
export function SignInRoute() {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const [, navigate] = useLocation();
  const { data, isPending } = useQuery(meQuery);
  const me = data ?? null;
  const documentId = parseId<DocumentId>(parameters.get("document") ?? "");
  const onwards = documentId === null ? "/" : `/d/${documentId}`;
  const failure = failedElsewhere(t, parameters.get("failed"));
  // The first way in that is shown depends on it.
  if (isPending) return <Progress label={t("app.arriving")} />;
  // Who is signed in has nothing to do here, unless there is something to be told.
  if (me !== null && me.member.email !== null && failure === null) return <Redirect to={onwards} replace />;
  return (
    <SignInPage
      failure={failure}
      returnTo={onwards}
      {...(me !== null && me.member.email === null ? { guest: me.member.name } : {})}
      onEntered={() => navigate(onwards, { replace: true })}
    />
  );
}
