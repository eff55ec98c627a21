import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import { fetchDocument } from "../api/documents.ts";
import { failureSentence } from "../api/failure.ts";

interface TryAgainProps {
  id: DocumentId;
  goOn: () => void;
}

/** The way back for who was put out and may be welcome again. The page is left as it is until the server has said so. */
export function TryAgain({ id, goOn }: TryAgainProps) {
  const { t } = useTranslation();
  const asking = useMutation({
    mutationFn: () => fetchDocument(id),
    onSuccess() {
      // The button goes with the banner.
      document.getElementById("content")?.focus();
      goOn();
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-disabled={asking.isPending}
        onClick={() => asking.isPending || asking.mutate()}
      >
        {t("app.again")}
      </Button>
      <span className="document-banner-answer" role="status">
        {asking.error && t("document.over.stillNo", { why: failureSentence(t, asking.error) })}
      </span>
    </>
  );
}
