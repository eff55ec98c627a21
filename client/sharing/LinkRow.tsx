import { IconLink, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { revokeLink } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { shortTime } from "../ui/relativeTime.ts";
import { useNow } from "../ui/useNow.ts";
import { Ask } from "./Ask.tsx";
import { CopyAddress } from "./CopyAddress.tsx";
import { cameBy, hasRunOut } from "./openLinks.ts";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

interface LinkRowProps {
  documentId: DocumentId;
  sharing: Sharing;
  link: ShareLink;
}

/** One link: what it allows, until when, and its end. Those who came by it go with it, so that is asked for first. */
export function LinkRow({ documentId, sharing, link }: LinkRowProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const change = useSharingChange(documentId);
  const [asking, setAsking] = useState(false);
  const people = cameBy(sharing, link);
  const isOver = hasRunOut(link, now);
  const role = t(`sharing.role.${link.role}`);

  function revoke(): void {
    change.mutate(() => revokeLink(documentId, link.id), {
      onSuccess: () => announce(t("sharing.links.revoked")),
    });
  }

  function until(): string {
    if (link.expiresAt === null) return t("sharing.links.forever");
    const time = shortTime(link.expiresAt, i18n.language);
    return t(isOver ? "sharing.links.ranOut" : "sharing.links.until", { time });
  }

  return (
    <li className="share-row">
      <div className="share-person">
        <span className="share-icon" aria-hidden>
          <IconLink size={18} stroke={1.75} />
        </span>
        <span className="share-name" data-over={isOver || undefined}>
          {t(`sharing.links.anyone.${link.role}`)}
          <span className="share-quiet share-email">
            {[until(), people > 0 ? t("sharing.links.came", { count: people }) : null]
              .filter((part) => part !== null)
              .join(" · ")}
          </span>
        </span>
        {!isOver && !sharing.linksClosed && <CopyAddress url={link.url} label={t("sharing.links.copy", { role })} />}
        <IconButton
          label={t("sharing.links.revoke", { role })}
          icon={<IconX size={18} stroke={1.75} />}
          disabled={change.isPending}
          onClick={() => (people > 0 ? setAsking(true) : revoke())}
        />
      </div>
      {change.error && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, change.error, "link")}
        </p>
      )}
      {asking && (
        <Ask
          sentence={t("sharing.links.revokeAsk", { count: people })}
          go={t("sharing.links.revokeGo")}
          busy={change.isPending}
          onGo={revoke}
          onCancel={() => setAsking(false)}
        />
      )}
    </li>
  );
}
