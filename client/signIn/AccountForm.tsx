import { useState } from "react";
import { useTranslation } from "react-i18next";
import { minPasswordLength } from "../../shared/account.ts";
import { createAccount } from "../api/accounts.ts";
import { Field } from "../ui/Field.tsx";
import { complaintAboutEmail, complaintAboutName, complaintAboutNewPassword } from "./credentials.ts";
import { EmailField } from "./EmailField.tsx";
import { useWayIn } from "./useWayIn.ts";
import { WayInForm } from "./WayInForm.tsx";

interface AccountFormProps {
  email: string;
  setEmail: (email: string) => void;
  lead?: string | undefined;
  onEntered?: (() => void) | undefined;
}

/** A new account, for somebody who is not here yet. */
export function AccountForm({ email, setEmail, lead, onEntered }: AccountFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const way = useWayIn({
    way: "account",
    fields: ["name", "email", "password"],
    blamed: "password",
    emailField: "email",
    ask: () => createAccount({ name, email, password }),
    onEntered,
  });
  return (
    <WayInForm
      ref={way.form}
      title={t("signIn.account.title")}
      go={t("signIn.account.go")}
      isBusy={way.isBusy}
      onSubmit={() =>
        way.submit({
          name: complaintAboutName(t, name),
          email: complaintAboutEmail(t, email),
          password: complaintAboutNewPassword(t, password),
        })
      }
    >
      {lead !== undefined && <p className="sign-in-lead">{lead}</p>}
      <Field
        label={t("signIn.name")}
        name="name"
        autoComplete="name"
        autoCapitalize="words"
        spellCheck={false}
        autoFocus
        value={name}
        onText={(text) => {
          setName(text);
          way.forget("name");
        }}
        complaint={way.complaints.name}
        hint={t("signIn.account.nameHint")}
      />
      <EmailAndNewPassword
        {...{ email, setEmail, password, setPassword }}
        complaints={way.complaints}
        forget={way.forget}
      />
    </WayInForm>
  );
}

interface EmailAndNewPasswordProps {
  email: string;
  setEmail: (email: string) => void;
  password: string;
  setPassword: (password: string) => void;
  complaints: { email?: string | null; password?: string | null };
  forget: (field: "email" | "password") => void;
  /** The address is where a dialog puts the keyboard. */
  takesKeyboard?: boolean;
}

/** What every account has. */
export function EmailAndNewPassword(props: EmailAndNewPasswordProps) {
  const { t } = useTranslation();
  const { email, setEmail, password, setPassword, complaints, forget, takesKeyboard } = props;
  return (
    <>
      <EmailField
        data-autofocus={takesKeyboard}
        value={email}
        onText={(text) => {
          setEmail(text);
          forget("email");
        }}
        complaint={complaints.email}
      />
      <Field
        label={t("signIn.passwordLabel")}
        name="password"
        type="password"
        autoComplete="new-password"
        enterKeyHint="go"
        value={password}
        onText={(text) => {
          setPassword(text);
          forget("password");
        }}
        complaint={complaints.password}
        hint={t("signIn.passwordHint", { count: minPasswordLength })}
      />
    </>
  );
}
