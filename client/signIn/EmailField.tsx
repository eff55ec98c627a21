import { useTranslation } from "react-i18next";
import { Field, type FieldProps } from "../ui/Field.tsx";

/** The address of an account, as browsers and password managers know such a field. */
export function EmailField(props: Omit<FieldProps, "label" | "name" | "type" | "autoComplete" | "inputMode">) {
  const { t } = useTranslation();
  return (
    <Field
      {...props}
      label={t("signIn.email")}
      name="email"
      type="email"
      autoComplete="username"
      inputMode="email"
      spellCheck={false}
      autoCapitalize="none"
    />
  );
}
