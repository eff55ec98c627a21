import { useTranslation } from "react-i18next";
import { NewAccountFields } from "./NewAccountFields.tsx";
import { useNewAccount } from "./useNewAccount.ts";
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
  const account = useNewAccount({ name: "", email, setEmail, onEntered });
  return (
    <WayInForm
      ref={account.form}
      title={t("signIn.account.title")}
      go={t("signIn.account.go")}
      isBusy={account.isBusy}
      onSubmit={account.submit}
    >
      {lead !== undefined && <p className="sign-in-lead">{lead}</p>}
      <NewAccountFields account={account} name={{ autoFocus: true, hint: t("signIn.account.nameHint") }} />
    </WayInForm>
  );
}
