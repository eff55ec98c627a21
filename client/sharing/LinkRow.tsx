import { IconLink, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { ShareLink, Sharing } from "../../shared/sharingApi.ts";
import { revokeLink } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { exactTime, relativeTime, shortTime } from "../ui/relativeTime.ts";
import { useNow } from "../ui/useNow.ts";
import { Ask } from "./Ask.tsx";
import { CopyAddress } from "./CopyAddress.tsx";
import { cameBy, hasRunOut } from "./openLinks.ts";
import { focusPart } from "./Part.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useAskAgain, useSharingChange } from "./useSharing.ts";

interface LinkRowProps {
  documentId: DocumentId;
  sharing: Sharing;
  link: ShareLink;
}

/**
 * One link: what it allows, since and until when, and its end. That is asked for first, always: no undo brings its address back, and
 * somebody may have come by it a moment ago.
 */
export function LinkRow({ documentId, sharing, link }: LinkRowProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const change = useSharingChange(documentId, () => {
    focusPart("share-links");
    announce(t("sharing.links.revoked"));
  });
  const [asking, setAsking] = useState(false);
  const askAgain = useAskAgain(documentId);
  const people = cameBy(sharing, link);
  const isOver = hasRunOut(link, now);
  // Two links may allow the same, so the label says which one it is.
  const named = { role: t(`sharing.role.${link.role}`), made: shortTime(link.at, i18n.language) };
  const made = t("sharing.links.madeBy", { time: relativeTime(link.at, now, i18n.language), name: link.by.name });

  function ask(): void {
    setAsking(true);
    askAgain();
  }

  function revoke(): void {
    change.mutate(() => revokeLink(documentId, link.id));
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
            <span title={exactTime(link.at, i18n.language)}>{made}</span>
            {[until(), ...(people > 0 ? [t("sharing.links.came", { count: people })] : [])].map((part) => ` · ${part}`)}
          </span>
        </span>
        {!isOver && !sharing.linksClosed && <CopyAddress url={link.url} label={t("sharing.links.copy", named)} />}
        <IconButton label={t("sharing.links.revoke", named)} icon={<IconX size={18} stroke={1.75} />} onClick={ask} />
      </div>
      {change.error && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, change.error, "link")}
        </p>
      )}
      {asking && (
        <Ask
          sentence={people > 0 ? t("sharing.links.revokeAsk", { count: people }) : t("sharing.links.revokeAskNobody")}
          go={t("sharing.links.revokeGo")}
          busy={change.isPending}
          onGo={revoke}
          onCancel={() => setAsking(false)}
        />
      )}
    </li>
  );
}
