import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { minPasswordLength } from "../../shared/account.ts";
import { loginsQuery } from "../api/accountQueries.ts";
import { changePassword } from "../api/accounts.ts";
import { failureSentence, isRefused } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { complaintAboutNewPassword } from "../signIn/credentials.ts";
import { Field } from "../ui/Field.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import { useComplaints } from "../ui/useComplaints.ts";

/** Another password, or a first one for an account that came by another way. */
export function PasswordSection({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { form, complaints, complain, forget } = useComplaints(["current", "password"]);
  const changing = useMutation({
    mutationFn: () => changePassword(hasPassword ? { current, password } : { password }),
    onSuccess() {
      setCurrent("");
      setPassword("");
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      void client.invalidateQueries({ queryKey: loginsQuery.queryKey });
    },
    onError(failure) {
      if (isRefused(failure, "wrong-credentials")) complain({ current: t("account.password.wrong") });
      else if (isRefused(failure, "too-many-requests")) complain({ current: t("signIn.wrong.tooManyGuesses") });
      else complain({ password: failureSentence(t, failure) });
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (changing.isPending) return;
    const isWrong = complain({
      current: hasPassword && current === "" ? t("account.password.currentEmpty") : null,
      password: complaintAboutNewPassword(t, password),
    });
    if (!isWrong) changing.mutate();
  }

  return (
    <SettingsSection title={t("signIn.passwordLabel")} lead={t("account.password.lead")}>
      <form ref={form} className="settings-form" method="post" noValidate onSubmit={submit}>
        {/* So that a password manager knows whose password it is. */}
        <input
          className="visually-hidden"
          type="text"
          autoComplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        {hasPassword && (
          <Field
            label={t("account.password.current")}
            name="current"
            type="password"
            autoComplete="current-password"
            value={current}
            onText={(text) => {
              setCurrent(text);
              forget("current");
            }}
            complaint={complaints.current}
          />
        )}
        <Field
          label={t("signIn.reset.label")}
          name="password"
          type="password"
          autoComplete="new-password"
          value={password}
          onText={(text) => {
            setPassword(text);
            forget("password");
          }}
          complaint={complaints.password}
          hint={t("signIn.passwordHint", { count: minPasswordLength })}
        />
        <div className="settings-ways">
          <Button type="submit" loading={changing.isPending}>
            {t("account.password.go")}
          </Button>
          <p className="settings-done" role="status">
            {changing.isSuccess && password === "" && t("account.password.done")}
          </p>
        </div>
      </form>
    </SettingsSection>
  );
}
