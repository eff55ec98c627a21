import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trans, useTranslation } from "react-i18next";
import type { LoginOfMine } from "../../shared/accountsApi.ts";
import { loginsQuery } from "../api/accountQueries.ts";
import { endLogin, endOtherLogins } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { announce } from "../ui/Announcer.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import "./account.css";

/** Where I am signed in, and the way to end it from here. */
export function LoginsSection({ isGuest }: { isGuest: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const logins = useQuery(loginsQuery);
  const told = {
    onSuccess: () => {
      announce(t("account.logins.ended"));
      return client.invalidateQueries({ queryKey: loginsQuery.queryKey });
    },
  };
  const ending = useMutation({ mutationFn: endLogin, ...told });
  const endingOthers = useMutation({ mutationFn: endOtherLogins, ...told });
  const failure = logins.error ?? ending.error ?? endingOthers.error;
  const known = logins.data?.logins ?? [];
  return (
    <SettingsSection
      title={t("account.logins.title")}
      lead={t(isGuest ? "account.logins.guestLead" : "account.logins.lead")}
    >
      <ul className="settings-list">
        {known.map((login) => (
          <Login
            key={login.id}
            login={login}
            isEnding={ending.isPending && ending.variables === login.id}
            end={() => ending.mutate(login.id)}
          />
        ))}
      </ul>
      {known.some(({ isCurrent }) => !isCurrent) && (
        <div className="logins-end">
          <Button variant="default" loading={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
            {t("account.logins.endOthers")}
          </Button>
        </div>
      )}
      {failure && (
        <p className="settings-complaint" role="alert">
          {failureSentence(t, failure)}
        </p>
      )}
    </SettingsSection>
  );
}

function Login({ login, isEnding, end }: { login: LoginOfMine; isEnding: boolean; end: () => void }) {
  const { t, i18n } = useTranslation();
  const { browser, system } = login.device;
  const device =
    browser !== null && system !== null
      ? t("account.logins.device", { browser, system })
      : (browser ?? system ?? t("account.logins.unknown"));
  const when = (at: number) => ({ time: <RelativeTime at={at} locale={i18n.language} /> });
  return (
    <li className="login">
      <span className="login-about">
        {device}
        {login.isCurrent && <span className="settings-badge">{t("account.logins.this")}</span>}
        <span className="login-when">
          {/* The server notes the use of a login once an hour: of this one we know better. */}
          {login.isCurrent ? (
            t("account.logins.inUse")
          ) : (
            <Trans i18nKey="account.logins.used" components={when(login.usedAt)} />
          )}
          {" · "}
          <Trans i18nKey="account.logins.since" components={when(login.createdAt)} />
        </span>
      </span>
      {!login.isCurrent && (
        <Button
          size="xs"
          variant="default"
          aria-label={t("account.logins.endOne", { device })}
          loading={isEnding}
          onClick={end}
        >
          {t("account.logins.end")}
        </Button>
      )}
    </li>
  );
}
