import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Myself } from "../../shared/accountsApi.ts";
import { maxInitialsLength, parseInitials, parseName } from "../../shared/member.ts";
import { changeProfile } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { complaintAboutName } from "../signIn/credentials.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Field } from "../ui/Field.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import { useComplaints } from "../ui/useComplaints.ts";
import { EmailState } from "./EmailState.tsx";
import "./account.css";

/** Name and initials, as others see them. */
export function ProfileSection({ me }: { me: Myself }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [initials, setInitials] = useState(me.initials ?? "");
  const { form, complaints, complain, forget } = useComplaints(["name", "initials"]);
  const saving = useMutation({
    mutationFn: changeProfile,
    onSuccess: (answer) => {
      client.setQueryData(meQuery.queryKey, answer);
      setName(answer.member.name);
      setInitials(answer.member.initials ?? "");
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (saving.isPending) return;
    const chosen = initials.trim() === "" ? null : initials;
    const isWrong = complain({
      name: complaintAboutName(t, name),
      initials:
        chosen === null || parseInitials(chosen) !== null
          ? null
          : t("account.profile.initialsLong", { count: maxInitialsLength }),
    });
    if (!isWrong) saving.mutate({ name, initials: chosen });
  }

  return (
    <SettingsSection title={t("account.profile.title")}>
      <form ref={form} className="settings-form" noValidate onSubmit={submit}>
        <div className="profile">
          <Avatar name={name} initials={parseInitials(initials)} size="large" />
          <p className="profile-who">
            <span className="profile-name">{parseName(name) ?? me.name}</span>
            <span className="profile-email">{me.email ?? t("account.profile.guest")}</span>
            {me.email !== null && <EmailState email={me.email} isConfirmed={me.isEmailConfirmed} />}
          </p>
        </div>
        <Field
          label={t("signIn.name")}
          name="name"
          autoComplete="name"
          spellCheck={false}
          value={name}
          onText={(text) => {
            setName(text);
            forget("name");
            saving.reset();
          }}
          complaint={complaints.name}
        />
        <Field
          label={t("account.profile.initials")}
          name="initials"
          autoComplete="off"
          spellCheck={false}
          value={initials}
          onText={(text) => {
            setInitials(text);
            forget("initials");
            saving.reset();
          }}
          hint={t("account.profile.initialsHint")}
          complaint={complaints.initials}
        />
        <div className="settings-ways">
          <Button type="submit" loading={saving.isPending}>
            {t("account.save")}
          </Button>
          <p className="settings-done" role="status">
            {saving.isSuccess && t("account.saved")}
          </p>
        </div>
        {saving.isError && (
          <p className="settings-complaint" role="alert">
            {failureSentence(t, saving.error)}
          </p>
        )}
      </form>
    </SettingsSection>
  );
}
