import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { signUpPolicies } from "../../shared/account.ts";
import type { Settings } from "../../shared/accountsApi.ts";
import { settingsQuery } from "../api/accountQueries.ts";
import { changeSettings } from "../api/admin.ts";
import { failureSentence } from "../api/failure.ts";
import { announce } from "../ui/Announcer.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";

/** Who may come that is not here yet. Who is here stays. */
export function SignUpSection() {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const settings = useQuery(settingsQuery);
  const changing = useMutation({
    mutationFn: changeSettings,
    onSuccess(changed: Settings) {
      client.setQueryData(settingsQuery.queryKey, changed);
      announce(t("account.saved"));
    },
  });
  const chosen = changing.isPending ? changing.variables.signUp : settings.data?.signUp;
  const failure = settings.error ?? changing.error;
  return (
    <SettingsSection title={t("admin.signUp.title")} lead={t("admin.signUp.lead")}>
      <fieldset className="settings-choices" disabled={chosen === undefined}>
        <legend className="visually-hidden">{t("admin.signUp.title")}</legend>
        {signUpPolicies.map((policy) => (
          <label key={policy} className="settings-choice">
            <input
              type="radio"
              name={`${id}policy`}
              checked={policy === chosen}
              onChange={() => changing.mutate({ signUp: policy })}
              aria-describedby={`${id}${policy}`}
            />
            <span>{t(`admin.signUp.${policy}`)}</span>
            <span className="settings-choice-more" id={`${id}${policy}`}>
              {t(`admin.signUp.${policy}More`)}
            </span>
          </label>
        ))}
      </fieldset>
      {failure && (
        <p className="settings-complaint" role="alert">
          {failureSentence(t, failure)}
        </p>
      )}
    </SettingsSection>
  );
}
