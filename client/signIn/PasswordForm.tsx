import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signInWithPassword } from "../api/accounts.ts";
import { Field } from "../ui/Field.tsx";
import { complaintAboutEmail } from "./credentials.ts";
import { EmailField } from "./EmailField.tsx";
import { useWayIn } from "./useWayIn.ts";
import { WayInForm } from "./WayInForm.tsx";

interface PasswordFormProps {
  /** Typed already on another way in. */
  email: string;
  setEmail: (email: string) => void;
  lead?: string | undefined;
  onEntered?: (() => void) | undefined;
}

export function PasswordForm({ email, setEmail, lead, onEntered }: PasswordFormProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const way = useWayIn({
    way: "password",
    fields: ["email", "password"],
    blamed: "password",
    emailField: "email",
    ask: () => signInWithPassword({ email, password }),
    onEntered,
  });
  return (
    <WayInForm
      ref={way.form}
      title={t("signIn.password.title")}
      go={t("signIn.password.go")}
      isBusy={way.isBusy}
      onSubmit={() =>
        way.submit({
          email: complaintAboutEmail(t, email),
          password: password === "" ? t("signIn.passwordEmpty") : null,
        })
      }
    >
      {lead !== undefined && <p className="sign-in-lead">{lead}</p>}
      <EmailField
        autoFocus={email === ""}
        value={email}
        onText={(text) => {
          setEmail(text);
          way.forget("email");
        }}
        complaint={way.complaints.email}
      />
      <Field
        label={t("signIn.passwordLabel")}
        name="password"
        type="password"
        autoComplete="current-password"
        enterKeyHint="go"
        autoFocus={email !== ""}
        value={password}
        onText={(text) => {
          setPassword(text);
          way.forget("password");
        }}
        complaint={way.complaints.password}
      />
    </WayInForm>
  );
}
