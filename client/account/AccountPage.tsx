import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../api/queries.ts";
import { BecomeAccountDialog } from "../signIn/BecomeAccountDialog.tsx";
import { PageBar } from "../ui/PageBar.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { LoginsSection } from "./LoginsSection.tsx";
import { LookSection, type LookSectionProps } from "./LookSection.tsx";
import { PasswordSection } from "./PasswordSection.tsx";
import { ProfileSection } from "./ProfileSection.tsx";

/** Who I am here, how the page looks to me, and where I am signed in. */
export function AccountPage({ menu, look }: { menu: ReactNode; look: Omit<LookSectionProps, "isGuest"> }) {
  const { t } = useTranslation();
  const me = useMe()?.member;
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading);
  usePageTitle(`${t("account.title")} · ${t("app.name")}`);
  if (me === undefined) return null;
  return (
    <>
      <PageBar name={t("app.name")} homeLabel={t("app.back")}>
        {menu}
      </PageBar>
      <main className="settings" id="content" tabIndex={-1}>
        <h1 ref={heading} tabIndex={-1}>
          {t("account.title")}
        </h1>
        {me.email === null && <GuestSection name={me.name} />}
        <ProfileSection key={me.id} me={me} />
        <LookSection {...look} isGuest={me.email === null} />
        {me.email !== null && <PasswordSection email={me.email} hasPassword={me.hasPassword} />}
        <LoginsSection isGuest={me.email === null} />
      </main>
    </>
  );
}

function GuestSection({ name }: { name: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <SettingsSection title={t("account.guest.title")} lead={t("account.guest.lead", { name })}>
      <button type="button" className="plain-button" onClick={() => setOpened(true)}>
        {t("signIn.account.title")}
      </button>
      <BecomeAccountDialog opened={opened} onClose={() => setOpened(false)} name={name} />
    </SettingsSection>
  );
}
