import { IconQuote, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Passage } from "../../shared/chat.ts";
import "./chatField.css";

export interface PassageChipProps {
  passage: Passage;
  /** Scrolls there, and says whether the words are still there; null where there is no text to scroll. */
  show: ((passage: Passage) => boolean) | null;
  /** For one that is about to be said. */
  remove?: () => void;
}

/** The words of the text that a line points at. */
export function PassageChip({ passage, show, remove }: PassageChipProps) {
  const { t } = useTranslation();
  const [isGone, setGone] = useState(false);
  const words = (
    <>
      <IconQuote size={14} stroke={1.75} aria-hidden />
      <bdi className="passage-words">{passage.quote}</bdi>
    </>
  );
  return (
    <div>
      <span className="passage">
        {show === null ? (
          <span className="passage-chip">{words}</span>
        ) : (
          <button
            type="button"
            className="passage-chip"
            aria-label={t("chat.passage.show", { words: passage.quote })}
            title={t("chat.passage.show", { words: passage.quote })}
            onClick={() => setGone(!show(passage))}
          >
            {words}
          </button>
        )}
        {remove !== undefined && (
          <button
            type="button"
            className="bare-button passage-remove"
            aria-label={t("chat.passage.remove")}
            onClick={remove}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        )}
      </span>
      {isGone && <p className="passage-gone">{t("chat.passage.gone")}</p>}
    </div>
  );
}
