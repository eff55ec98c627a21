import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Doc } from "yjs";
import { failureSentence } from "../api/failure.ts";
import { Sheet } from "../ui/Sheet.tsx";
import { textOf } from "./words.ts";

interface KeepWordsProps {
  doc: Doc;
  title: string;
  opened: boolean;
  onClose: () => void;
  /** Makes a new document of these words; absent where it could not be made. */
  keepAsDocument?: () => Promise<void>;
}

/** The words of this page, to be taken along: as text to copy, as a file, or as a new document. */
export function KeepWords({ doc, title, opened, onClose, keepAsDocument }: KeepWordsProps) {
  const { t } = useTranslation();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("document.keep.title")} closeLabel={t("ui.close")}>
      <Words doc={doc} title={title} keepAsDocument={keepAsDocument} />
    </Sheet>
  );
}

function Words({ doc, title, keepAsDocument }: Pick<KeepWordsProps, "doc" | "title" | "keepAsDocument">) {
  const { t } = useTranslation();
  const [text] = useState(() => textOf(doc));
  const [copied, setCopied] = useState(false);
  const [making, setMaking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  // Over plain HTTP in a local network browsers give no clipboard; the field can be copied by hand then.
  const canCopy = navigator.clipboard !== undefined;

  async function make(): Promise<void> {
    if (keepAsDocument === undefined) return;
    setMaking(true);
    setFailure(null);
    try {
      await keepAsDocument();
    } catch (thrown) {
      setFailure(t("library.createFailed", { why: failureSentence(t, thrown) }));
    } finally {
      setMaking(false);
    }
  }

  return (
    <div className="keep-words">
      <p>{t("document.keep.sentence")}</p>
      <textarea className="keep-text" aria-label={t("document.keep.text")} value={text} readOnly rows={12} />
      {failure !== null && <p role="alert">{failure}</p>}
      <div className="keep-ways">
        {canCopy && (
          <Button
            variant="default"
            onClick={() =>
              navigator.clipboard.writeText(text).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {copied ? t("ui.copied") : t("document.keep.copy")}
          </Button>
        )}
        <Button variant="default" onClick={() => download(text, title)}>
          {t("document.keep.download")}
        </Button>
        {keepAsDocument !== undefined && (
          <Button onClick={() => void make()} loading={making}>
            {t("document.keep.asDocument")}
          </Button>
        )}
      </div>
    </div>
  );
}

function download(text: string, title: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title.replace(/[^\p{L}\p{N} _-]+/gu, " ").trim() || "document"}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
