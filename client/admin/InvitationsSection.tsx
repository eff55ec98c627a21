import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ServerInvitationList } from "../../shared/accountsApi.ts";
import { serverInvitationsQuery } from "../api/accountQueries.ts";
import { inviteToServer, revokeServerInvitation } from "../api/admin.ts";
import { failureSentence } from "../api/failure.ts";
import { looksLikeEmail } from "../signIn/credentials.ts";
import { announce } from "../ui/Announcer.tsx";
import { CopyField } from "../ui/CopyField.tsx";
import { Field } from "../ui/Field.tsx";
import { exactTime } from "../ui/relativeTime.ts";
import { SettingsSection } from "../ui/SettingsSection.tsx";

/** Ways into the server without a document. Each lets one person in; its address is shown once. */
export function InvitationsSection() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const invitations = useQuery(serverInvitationsQuery);
  const [email, setEmail] = useState("");
  const [isWrong, setWrong] = useState(false);
  const look = () => client.invalidateQueries({ queryKey: serverInvitationsQuery.queryKey });
  const inviting = useMutation({
    mutationFn: () => inviteToServer({ email: email.trim() === "" ? null : email }),
    onSuccess() {
      setEmail("");
      return look();
    },
  });
  const revoking = useMutation({
    mutationFn: revokeServerInvitation,
    onSuccess(_nothing, id) {
      // The address that is still shown would open nothing.
      if (inviting.data?.id === id) inviting.reset();
      announce(t("admin.invitations.revoked"));
      return look();
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (inviting.isPending) return;
    const isFine = email.trim() === "" || looksLikeEmail(email);
    setWrong(!isFine);
    if (isFine) inviting.mutate();
  }

  const failure = invitations.error ?? inviting.error ?? revoking.error;
  const made = inviting.data;
  return (
    <SettingsSection title={t("admin.invitations.title")} lead={t("admin.invitations.lead")}>
      <form className="admin-invite" noValidate onSubmit={submit}>
        <Field
          label={t("admin.invitations.email")}
          type="email"
          autoComplete="off"
          spellCheck={false}
          value={email}
          onText={(text) => {
            setEmail(text);
            setWrong(false);
          }}
          complaint={isWrong ? t("signIn.emailWrong") : null}
        />
        <Button type="submit" loading={inviting.isPending}>
          {t("admin.invitations.go")}
        </Button>
      </form>
      {made && (
        <div className="admin-made" role="status">
          <p>{t(made.isSent ? "admin.invitations.sent" : "admin.invitations.made")}</p>
          <CopyField
            url={made.url}
            label={t("admin.invitations.address")}
            copyLabel={t("ui.copy")}
            copiedLabel={t("ui.copied")}
          />
        </div>
      )}
      {failure && (
        <p className="settings-complaint" role="alert">
          {failureSentence(t, failure)}
        </p>
      )}
      <Pending
        invitations={invitations.data?.invitations ?? []}
        until={(at) => t("admin.invitations.until", { until: exactTime(at, i18n.language) })}
        busy={revoking.isPending ? revoking.variables : null}
        revoke={(id) => revoking.mutate(id)}
      />
    </SettingsSection>
  );
}

type Invitation = ServerInvitationList["invitations"][number];

interface PendingProps {
  invitations: readonly Invitation[];
  until: (at: number) => string;
  busy: Invitation["id"] | null;
  revoke: (id: Invitation["id"]) => void;
}

function Pending({ invitations, until, busy, revoke }: PendingProps) {
  const { t } = useTranslation();
  return (
    <ul className="settings-list">
      {invitations.map(({ id, email, expiresAt }) => {
        const who = email ?? t("admin.invitations.anybody");
        return (
          <li key={id} className="invitation">
            <span className="invitation-who">
              {who}
              <span className="invitation-until">{until(expiresAt)}</span>
            </span>
            <Button
              size="xs"
              variant="default"
              aria-label={t("admin.invitations.revokeOne", { who })}
              loading={busy === id}
              onClick={() => revoke(id)}
            >
              {t("admin.invitations.revoke")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
