import { IconMail, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DocumentId, InvitationId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { revokeInvitation } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { CopyAddress } from "./CopyAddress.tsx";
import { focusPart, Part } from "./Part.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

/** Who was invited and has not come yet. */
export function Invitations({ documentId, sharing }: { documentId: DocumentId; sharing: Sharing }) {
  const { t } = useTranslation();
  const change = useSharingChange(documentId);
  const { invitations } = sharing;
  if (invitations.length === 0) return null;

  function revoke(id: InvitationId, email: string): void {
    if (change.isPending) return;
    change.mutate(() => revokeInvitation(documentId, id), {
      onSuccess(next) {
        focusPart(next.invitations.length > 0 ? "share-invitations" : "share-people");
        announce(t("sharing.invitations.revoked", { email }));
      },
    });
  }

  const anyUnsent = invitations.some(({ isSent }) => !isSent);
  return (
    <Part id="share-invitations" title={t("sharing.invitations.title")}>
      {anyUnsent && <p className="share-note">{t("sharing.invitations.unsent")}</p>}
      <ul className="share-list">
        {invitations.map(({ id, email, role, by, url }) => (
          <li key={id} className="share-row">
            <div className="share-person">
              <span className="share-icon" aria-hidden>
                <IconMail size={18} stroke={1.75} />
              </span>
              <span className="share-name">
                {email}
                <span className="share-quiet share-email">
                  {t(`sharing.role.${role}`)} · {t("sharing.invitations.by", { name: by.name })}
                </span>
              </span>
              <CopyAddress url={url} label={t("sharing.invitations.copy", { email })} />
              <IconButton
                label={t("sharing.invitations.revoke", { email })}
                icon={<IconX size={18} stroke={1.75} />}
                aria-disabled={change.isPending}
                onClick={() => revoke(id, email)}
              />
            </div>
          </li>
        ))}
      </ul>
      {change.error && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, change.error, "link")}
        </p>
      )}
    </Part>
  );
}
