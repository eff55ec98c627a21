import { useTranslation } from "react-i18next";
import type { LinkLook } from "../../shared/accountsApi.ts";

interface LinkedAccountProps {
  look: LinkLook;
  bringDocuments: boolean;
  onBringDocuments: (bring: boolean) => void;
}

/**
 * Whose account a link opens, because anybody may have forwarded it; and whether a guest's documents shall become that account's, which
 * they do only when the guest says so.
 */
export function LinkedAccount({ look, bringDocuments, onBringDocuments }: LinkedAccountProps) {
  const { t } = useTranslation();
  const { name, email, guestDocuments } = look;
  return (
    <>
      <p className="sign-in-lead">{t("signIn.linked.whose", { name, email })}</p>
      {guestDocuments > 0 && (
        <>
          <label className="sign-in-choice">
            <input
              type="checkbox"
              checked={bringDocuments}
              onChange={(event) => onBringDocuments(event.target.checked)}
              aria-describedby="bring-documents-hint"
            />
            {t("signIn.linked.bring", { count: guestDocuments })}
          </label>
          <p className="sign-in-hint" id="bring-documents-hint">
            {t("signIn.linked.bringHint")}
          </p>
        </>
      )}
    </>
  );
}
