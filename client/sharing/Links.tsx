import { Button } from "@mantine/core";
import { IconAlertTriangle, IconLink } from "@tabler/icons-react";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { makeLink, reopenLinks } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { useNow } from "../ui/useNow.ts";
import { LinkRow } from "./LinkRow.tsx";
import { mostByLink } from "./openLinks.ts";
import { Part } from "./Part.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

interface LinksProps {
  documentId: DocumentId;
  sharing: Sharing;
}

const dayMs = 24 * 60 * 60_000;
const linkRoles: readonly ShareLink["role"][] = ["viewer", "commenter", "editor"];
const lifetimes = [null, 1, 7, 30] as const;

/** Said first and plainly: what anyone with a link may do, or that no link opens for now. */
export function LinkStatement({ documentId, sharing }: LinksProps) {
  const { t } = useTranslation();
  const now = useNow();
  const change = useSharingChange(documentId);
  if (sharing.linksClosed && sharing.links.length > 0) {
    return (
      <div className="share-statement" data-tone="amber" role="status">
        <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
        <p>{change.error ? sharingFailure(t, change.error, "link") : t("sharing.links.closed")}</p>
        <Button
          size="xs"
          variant="default"
          loading={change.isPending}
          onClick={() =>
            change.mutate(() => reopenLinks(documentId), { onSuccess: () => announce(t("sharing.links.reopened")) })
          }
        >
          {t("sharing.links.reopen")}
        </Button>
      </div>
    );
  }
  const most = mostByLink(sharing, now);
  if (most === null) return null;
  return (
    <div className="share-statement">
      <IconLink size={18} stroke={1.75} aria-hidden />
      <p>
        <strong>{t(`sharing.links.anyone.${most}`)}</strong>
      </p>
    </div>
  );
}

/** Addresses that let in whoever has them. */
export function Links({ documentId, sharing }: LinksProps) {
  const { t } = useTranslation();
  const [role, setRole] = useState<ShareLink["role"]>("viewer");
  const [days, setDays] = useState<(typeof lifetimes)[number]>(null);
  const change = useSharingChange(documentId);

  function make(event: SyntheticEvent): void {
    event.preventDefault();
    if (change.isPending) return;
    const expiresAt = days === null ? null : Date.now() + days * dayMs;
    change.mutate(() => makeLink(documentId, { role, expiresAt }), {
      onSuccess: () => announce(t("sharing.links.made")),
    });
  }

  return (
    <Part id="share-links" title={t("sharing.links.title")}>
      {sharing.links.length > 0 && (
        <ul className="share-list">
          {sharing.links.map((link) => (
            <LinkRow key={link.id} documentId={documentId} sharing={sharing} link={link} />
          ))}
        </ul>
      )}
      <form className="share-make" method="post" onSubmit={make}>
        <span className="share-quiet" id="share-make">
          {t("sharing.links.new")}
        </span>
        <RoleSelect label={t("sharing.links.role")} value={role} offered={linkRoles} onChange={setRole} />
        <select
          className="share-select"
          aria-label={t("sharing.links.lifetime")}
          value={String(days)}
          onChange={(event) => setDays(lifetimes.find((known) => String(known) === event.target.value) ?? null)}
        >
          {lifetimes.map((known) => (
            <option key={String(known)} value={String(known)}>
              {known === null ? t("sharing.links.forever") : t("sharing.links.days", { count: known })}
            </option>
          ))}
        </select>
        <Button type="submit" variant="default" size="xs" loading={change.isPending}>
          {t("sharing.links.make")}
        </Button>
      </form>
      {change.error && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, change.error, "link")}
        </p>
      )}
    </Part>
  );
}
