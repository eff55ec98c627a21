import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askForPasswordReset, askForSignInLink } from "../api/accounts.ts";
import { complaintAboutEmail } from "./credentials.ts";
import { EmailField } from "./EmailField.tsx";
import { signInFailure } from "./signInFailure.ts";
import { WayInForm } from "./WayInForm.tsx";

interface MailFormProps {
  /** A link to sign in with, or one to a new password. */
  kind: "link" | "forgotten";
  email: string;
  setEmail: (email: string) => void;
}

/** Has a link sent. Whether there is such an account is not told, so nobody learns who has one. */
export function MailForm({ kind, email, setEmail }: MailFormProps) {
  const { t } = useTranslation();
  const [complaint, setComplaint] = useState<string | null>(null);
  const sending = useMutation({
    mutationFn: () => (kind === "link" ? askForSignInLink({ email }) : askForPasswordReset({ email })),
    onError: (failure) => setComplaint(signInFailure(t, failure, "link")),
  });

  if (sending.isSuccess) {
    return (
      <div className="sign-in-form" role="status">
        <h1>{t("signIn.sent.title")}</h1>
        <p className="sign-in-lead">{t("signIn.sent.sentence", { email: email.trim() })}</p>
      </div>
    );
  }

  function submit(): void {
    if (sending.isPending) return;
    const found = complaintAboutEmail(t, email);
    setComplaint(found);
    if (found === null) sending.mutate();
  }

  return (
    <WayInForm title={t(`signIn.${kind}.title`)} go={t("signIn.send")} isBusy={sending.isPending} onSubmit={submit}>
      <p className="sign-in-lead">{t(`signIn.${kind}.lead`)}</p>
      <EmailField
        enterKeyHint="send"
        autoFocus
        value={email}
        onText={(text) => {
          setEmail(text);
          setComplaint(null);
        }}
        complaint={complaint}
      />
    </WayInForm>
  );
}
