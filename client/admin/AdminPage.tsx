import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { downloadEverythingAddress } from "../api/admin.ts";
import { useMe } from "../api/queries.ts";
import { PageBar } from "../ui/PageBar.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { InvitationsSection } from "./InvitationsSection.tsx";
import { PeopleSection } from "./PeopleSection.tsx";
import { SignUpSection } from "./SignUpSection.tsx";

/** What whoever runs a server does: people, who may come, invitations, and a copy of everything. */
export function AdminPage({ menu }: { menu: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe()?.member;
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading);
  const title = me?.isAdmin === true ? t("admin.title") : t("admin.notYours.title");
  usePageTitle(`${title} · ${t("app.name")}`);
  if (me === undefined) return null;
  return (
    <>
      <PageBar name={t("app.name")} homeLabel={t("app.back")}>
        {menu}
      </PageBar>
      {me.isAdmin ? (
        <main className="settings" id="content" tabIndex={-1}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <PeopleSection me={me.id} />
          <SignUpSection />
          <InvitationsSection />
          <SettingsSection title={t("admin.everything.title")} lead={t("admin.everything.lead")}>
            <a className="plain-button" href={downloadEverythingAddress} download>
              {t("admin.everything.go")}
            </a>
          </SettingsSection>
        </main>
      ) : (
        <main className="notice" id="content" tabIndex={-1}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p>{t("admin.notYours.sentence")}</p>
          <div className="notice-ways">
            <Link className="plain-button" href="/">
              {t("app.back")}
            </Link>
          </div>
        </main>
      )}
    </>
  );
}
