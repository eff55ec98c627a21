import { IconMail, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { revokeInvitation } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { CopyAddress } from "./CopyAddress.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

/** Who was invited and has not come yet. */
export function Invitations({ documentId, sharing }: { documentId: DocumentId; sharing: Sharing }) {
  const { t } = useTranslation();
  const change = useSharingChange(documentId);
  const { invitations } = sharing;
  if (invitations.length === 0) return null;
  const anyUnsent = invitations.some(({ isSent }) => !isSent);
  return (
    <section className="share-part" aria-labelledby="share-invitations">
      <h3 id="share-invitations">{t("sharing.invitations.title")}</h3>
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
                disabled={change.isPending}
                onClick={() =>
                  change.mutate(() => revokeInvitation(documentId, id), {
                    onSuccess: () => announce(t("sharing.invitations.revoked", { email })),
                  })
                }
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
    </section>
  );
}
