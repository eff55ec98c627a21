import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import { signOut } from "../api/accounts.ts";
import { useMe } from "../api/queries.ts";
import { anythingUnsent } from "../app/unsentWords.ts";

/**
 * For who may read the document under another name. An account is signed out first and can come back; a guest could not, so a guest stays
 * one until another login is there.
 */
export function AsSomebodyElse({ id }: { id: DocumentId }) {
  const { t } = useTranslation();
  const me = useMe();
  const leaving = useMutation({
    mutationFn: signOut,
    // Afresh, the address asks who is there, and leads here again.
    onSuccess: () => location.reload(),
  });
  if (me === null || anythingUnsent()) return null;
  if (me.member.email === null) {
    return (
      <Button component={Link} href={`/sign-in?document=${id}`} variant="default">
        {t("document.noDocument.asSomebodyElse")}
      </Button>
    );
  }
  return (
    <Button variant="default" loading={leaving.isPending} onClick={() => leaving.mutate()}>
      {t("document.noDocument.asSomebodyElse")}
    </Button>
  );
}
