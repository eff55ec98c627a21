import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { MemberId } from "../../shared/ids.ts";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { KeepWords } from "./KeepWords.tsx";
import { keepAsNewDocument } from "./keepAsNewDocument.ts";
import type { Leftover } from "./openDocument.ts";
import { sentenceOfAccess } from "./shelfWords.ts";

interface LeftoverBannerProps {
  leftover: Leftover;
  title: string;
  me: MemberId | null;
  nameOf: (member: MemberId) => string | null;
  letGo: () => void;
}

/** Hands back the words that were written while writing was taken away. The text under it is already the one that all others see. */
export function LeftoverBanner({ leftover, title, me, nameOf, letGo }: LeftoverBannerProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [keeping, setKeeping] = useState(false);
  const [asking, setAsking] = useState(false);
  const { doc, edits, change, code } = leftover;
  const why =
    change === null
      ? t(code === "archived" ? "document.over.archived" : "document.over.forbidden")
      : sentenceOfAccess(t, change, { me, nameOf });

  async function keepAsDocument(): Promise<void> {
    const made = await keepAsNewDocument(doc, t("document.keep.copyTitle", { title }));
    letGo();
    go(`/d/${made}`);
  }

  return (
    <div className="document-banner" data-tone="red" role="alert">
      <p>
        {why} {t("document.leftover.sentence", { count: edits })}
      </p>
      <div className="document-banner-ways">
        <Button size="xs" onClick={() => setKeeping(true)}>
          {t("document.over.keep")}
        </Button>
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          {t("document.leftover.letGo")}
        </Button>
      </div>
      <KeepWords
        doc={doc}
        title={title}
        opened={keeping}
        onClose={() => setKeeping(false)}
        keepAsDocument={keepAsDocument}
      />
      <ConfirmDialog
        opened={asking}
        title={t("document.leftover.letGoTitle")}
        confirmLabel={t("document.leftover.letGo")}
        cancelLabel={t("sharing.stay")}
        tone="red"
        onConfirm={letGo}
        onCancel={() => setAsking(false)}
      >
        {t("document.leftover.letGoAsk")}
      </ConfirmDialog>
    </div>
  );
}
