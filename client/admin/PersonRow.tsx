import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Trans, useTranslation } from "react-i18next";
import type { ChangePerson, Person } from "../../shared/accountsApi.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";

interface PersonRowProps {
  person: Person;
  /** Nobody suspends or demotes themselves. */
  isMe: boolean;
  isBusy: boolean;
  suspend: () => void;
  change: (change: ChangePerson) => void;
  makeLink: () => void;
}

/** One person: a row where there is room, a card on a phone. */
export function PersonRow({ person, isMe, isBusy, suspend, change, makeLink }: PersonRowProps) {
  const { t, i18n } = useTranslation();
  const { name, email, isAdmin, suspendedAt, documents, createdAt } = person;
  const isGuest = email === null;
  const hasWays = !isMe || !isGuest;
  return (
    <li className="person">
      <Avatar name={name} initials={person.initials} faded={suspendedAt !== null} />
      <span className="person-who">
        <span className="person-name">
          {name}
          {isMe && <span className="settings-badge">{t("admin.people.you")}</span>}
          {isAdmin && <span className="settings-badge">{t("admin.people.admin")}</span>}
          {suspendedAt !== null && (
            <span className="settings-badge" data-tone="amber">
              {t("admin.people.suspended")}
            </span>
          )}
        </span>
        <span className="person-email">{email ?? t("account.profile.guest")}</span>
      </span>
      <span className="person-facts">
        <span>{t("admin.people.documents", { count: documents })}</span>
        <span>
          <Trans
            i18nKey="admin.people.joined"
            components={{ time: <RelativeTime at={createdAt} locale={i18n.language} /> }}
          />
        </span>
      </span>
      {hasWays && (
        <Menu position="bottom-end" width={232}>
          <Menu.Target>
            <ActionIcon
              className="person-menu"
              variant="subtle"
              size={36}
              aria-label={t("admin.people.menu", { name })}
              title={t("admin.people.menu", { name })}
              disabled={isBusy}
            >
              <IconDots size={18} stroke={1.75} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {!isGuest && <Menu.Item onClick={makeLink}>{t("admin.people.resetLink")}</Menu.Item>}
            {!isGuest && !isMe && (
              <Menu.Item onClick={() => change({ isAdmin: !isAdmin })}>
                {t(isAdmin ? "admin.people.demote" : "admin.people.promote")}
              </Menu.Item>
            )}
            {!isMe && suspendedAt === null && (
              <Menu.Item color="red" onClick={suspend}>
                {t("admin.people.suspend")}
              </Menu.Item>
            )}
            {!isMe && suspendedAt !== null && (
              <Menu.Item onClick={() => change({ suspended: false })}>{t("admin.people.lift")}</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
