import { useTranslation } from "react-i18next";
import { minPasswordLength } from "../../shared/account.ts";
import { Field, type FieldProps } from "../ui/Field.tsx";
import { EmailField } from "./EmailField.tsx";
import type { NewAccount } from "./useNewAccount.ts";

interface NewAccountFieldsProps {
  account: Pick<NewAccount, "values" | "complaints" | "edit">;
  /** More about the name, and about the address. */
  name?: Pick<FieldProps, "hint" | "autoFocus">;
  email?: Pick<FieldProps, "data-autofocus">;
}

/** What every account has. */
export function NewAccountFields({ account, name, email }: NewAccountFieldsProps) {
  const { t } = useTranslation();
  const { values, complaints, edit } = account;
  return (
    <>
      <Field
        {...name}
        label={t("signIn.name")}
        name="name"
        autoComplete="name"
        autoCapitalize="words"
        spellCheck={false}
        value={values.name}
        onText={(text) => edit("name", text)}
        complaint={complaints.name}
      />
      <EmailField {...email} value={values.email} onText={(text) => edit("email", text)} complaint={complaints.email} />
      <Field
        label={t("signIn.passwordLabel")}
        name="password"
        type="password"
        autoComplete="new-password"
        enterKeyHint="go"
        value={values.password}
        onText={(text) => edit("password", text)}
        complaint={complaints.password}
        hint={t("signIn.passwordHint", { count: minPasswordLength })}
      />
    </>
  );
}
