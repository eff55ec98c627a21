import { Menu } from "@mantine/core";
import { IconLogout, IconServer, IconUserCircle, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { themes } from "../../shared/account.ts";
import { becomes } from "../api/accountQueries.ts";
import { signOut } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { useMe } from "../api/queries.ts";
import { BecomeAccountDialog } from "../signIn/BecomeAccountDialog.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { type Language, languages } from "./locale.ts";
import { anythingUnsent } from "./unsentWords.ts";
import { useLook } from "./useLook.ts";

export interface AccountMenuProps {
  /** `name` says who I am; `icon` stands where people's names stand already. */
  look: "name" | "icon";
}

/** Who I am here, how the page looks and speaks, and the way out. */
export function AccountMenu({ look }: AccountMenuProps) {
  const { t } = useTranslation();
  const me = useMe();
  const { language, theme, chooseLanguage, chooseTheme } = useLook();
  const [becoming, setBecoming] = useState(false);
  const [asking, setAsking] = useState<{ isUnsent: boolean } | null>(null);
  const signingOut = useSignOut();
  if (me === null) return null;
  const { name, initials, email, isAdmin } = me.member;
  return (
    <>
      <Menu position="bottom-end" width={264}>
        <Menu.Target>
          <button
            type="button"
            className="account-button"
            data-look={look}
            aria-label={t("app.menu.open", { name })}
            title={look === "icon" ? t("app.menu.open", { name }) : undefined}
          >
            {look === "icon" ? (
              <IconUserCircle size={20} stroke={1.75} aria-hidden />
            ) : (
              <>
                <Avatar name={name} initials={initials} />
                <span className="account-name">{name}</span>
              </>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {email === null && (
            <Menu.Item leftSection={<IconUserPlus size={18} stroke={1.75} />} onClick={() => setBecoming(true)}>
              {t("app.menu.become")}
            </Menu.Item>
          )}
          <Menu.Item component={Link} href="/account" leftSection={<IconUserCircle size={18} stroke={1.75} />}>
            {t("app.menu.account")}
          </Menu.Item>
          {isAdmin && (
            <Menu.Item component={Link} href="/admin" leftSection={<IconServer size={18} stroke={1.75} />}>
              {t("app.menu.admin")}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Label>{t("app.menu.language")}</Menu.Label>
          <Menu.RadioGroup value={language} onChange={(chosen) => chooseLanguage(chosen as Language)}>
            {Object.entries(languages).map(([known, label]) => (
              <Menu.RadioItem key={known} value={known} lang={known}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{t("app.menu.scheme")}</Menu.Label>
          <Menu.RadioGroup
            value={theme}
            onChange={(chosen) => chooseTheme(themes.find((known) => known === chosen) ?? "auto")}
          >
            {themes.map((known) => (
              <Menu.RadioItem key={known} value={known}>
                {t(`app.menu.${known}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={18} stroke={1.75} />}
            onClick={() => setAsking({ isUnsent: anythingUnsent() })}
          >
            {t("app.menu.signOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asking !== null}
        title={t("app.signOut.title", { name })}
        confirmLabel={t("app.signOut.confirm")}
        cancelLabel={t("app.signOut.cancel")}
        onConfirm={() => signingOut.mutate()}
        onCancel={() => setAsking(null)}
        tone={asking?.isUnsent ? "red" : "calm"}
        busy={signingOut.isPending}
        failure={signingOut.error ? failureSentence(t, signingOut.error) : undefined}
      >
        {asking?.isUnsent && <p className="confirm-warning">{t("app.signOut.unsent")}</p>}
        {email === null ? t("app.signOut.sentence", { name }) : t("app.signOut.accountSentence", { email })}
      </ConfirmDialog>
      <BecomeAccountDialog opened={becoming} onClose={() => setBecoming(false)} name={name} />
    </>
  );
}

function useSignOut() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      navigate("/");
      becomes(client, null);
    },
  });
}
