import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import { readDocument } from "../api/documents.ts";
import { failureSentence } from "../api/failure.ts";

/** Others may go on writing meanwhile. */
const readAgainMs = 5000;

/** The document as the server has it, without an editor: for pages that may not or cannot open one. */
export function ReadingView({ id }: { id: DocumentId }) {
  const { t } = useTranslation();
  const reading = useQuery({
    queryKey: ["documents", id, "reading"],
    queryFn: () => readDocument(id),
    staleTime: 0,
    refetchInterval: readAgainMs,
  });

  if (reading.isPending) {
    return (
      <p className="reading-note" role="status">
        {t("document.reading.loading")}
      </p>
    );
  }
  if (reading.isError) {
    return (
      <div className="reading-note" role="alert">
        <p>{t("document.reading.failed", { why: failureSentence(t, reading.error) })}</p>
        <Button variant="default" onClick={() => void reading.refetch()}>
          {t("app.again")}
        </Button>
      </div>
    );
  }
  return (
    <article className="paper reading" aria-label={t("document.reading.label")}>
      <div
        className="tiptap"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: the server makes it from its own schema, escaped, and the security policy allows no script.
        dangerouslySetInnerHTML={{ __html: reading.data.html }}
      />
    </article>
  );
}
