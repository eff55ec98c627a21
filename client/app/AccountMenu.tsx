import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconDots, IconLogout } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { signOut } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { meQuery, useMe } from "../api/queries.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { chooseLanguage } from "./i18n.ts";
import { type Language, languageOf, languages } from "./locale.ts";
import { anythingUnsent } from "./unsentWords.ts";

const schemes = ["auto", "light", "dark"] as const;

export interface AccountMenuProps {
  /** `name` says who I am; `icon` stands where people's names stand already. */
  look: "name" | "icon";
}

/** Who I am here, how the page looks and speaks, and the way out. */
export function AccountMenu({ look }: AccountMenuProps) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  // Stopping transitions for the switch would need an injected style, which the security policy blocks.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const [asking, setAsking] = useState<{ isUnsent: boolean } | null>(null);
  const leaving = useLeaving();
  if (me === null) return null;
  const { name } = me.member;
  return (
    <>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>
          <button
            type="button"
            className="account-button"
            data-look={look}
            aria-label={t("app.menu.open", { name })}
            title={look === "icon" ? t("app.menu.open", { name }) : undefined}
          >
            {look === "icon" ? (
              <IconDots size={20} stroke={1.75} aria-hidden />
            ) : (
              <>
                <Avatar name={name} />
                <span className="account-name">{name}</span>
              </>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("app.menu.language")}</Menu.Label>
          <Menu.RadioGroup
            value={languageOf(i18n.language)}
            onChange={(language) => chooseLanguage(language as Language)}
          >
            {Object.entries(languages).map(([language, label]) => (
              <Menu.RadioItem key={language} value={language} lang={language}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{t("app.menu.scheme")}</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(scheme) => setColorScheme(schemes.find((known) => known === scheme) ?? "auto")}
          >
            {schemes.map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme}>
                {t(`app.menu.${scheme}`)}
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
        onConfirm={() => leaving.mutate()}
        onCancel={() => setAsking(null)}
        tone={asking?.isUnsent ? "red" : "calm"}
        busy={leaving.isPending}
        failure={leaving.error ? failureSentence(t, leaving.error) : undefined}
      >
        {asking?.isUnsent && <p className="confirm-warning">{t("app.signOut.unsent")}</p>}
        {t("app.signOut.sentence", { name })}
      </ConfirmDialog>
    </>
  );
}

function useLeaving() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      navigate("/");
      // What the last person saw is not for the next one at this browser.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== meQuery.queryKey[0] });
      client.setQueryData(meQuery.queryKey, null);
    },
  });
}
