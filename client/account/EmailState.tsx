import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { signInOptionsQuery } from "../api/accountQueries.ts";
import { askForConfirmation } from "../api/accounts.ts";
import { failureSentence, isRefused } from "../api/failure.ts";

/** Whether I have proved that my address is mine; if not, what that means and the way to it, on a server that sends mail. */
export function EmailState({ email, isConfirmed }: { email: string; isConfirmed: boolean }) {
  const { t } = useTranslation();
  const options = useQuery(signInOptionsQuery).data;
  const asking = useMutation({ mutationFn: askForConfirmation });
  if (isConfirmed) return <span className="settings-badge">{t("account.email.confirmed")}</span>;
  // Without mail nobody can prove an address, so that nobody misses anything.
  if (options?.sendsMail !== true) return null;
  return (
    <>
      <span className="settings-badge" data-tone="amber">
        {t("account.email.unconfirmed")}
      </span>
      <span className="profile-note">{t("account.email.meaning")}</span>
      <Button
        size="xs"
        variant="default"
        className="profile-confirm"
        loading={asking.isPending}
        onClick={() => asking.mutate()}
      >
        {t("account.email.send")}
      </Button>
      <span className="profile-note" role="status">
        {asking.isSuccess && t("account.email.sent", { email })}
        {asking.error &&
          (isRefused(asking.error, "too-many-requests")
            ? t("account.email.tooMany")
            : failureSentence(t, asking.error))}
      </span>
    </>
  );
}
