import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { IconButton } from "../ui/IconButton.tsx";
import type { LibraryNotice } from "./useNotice.ts";

const stayMs = 12_000;

export interface NoticeProps {
  notice: LibraryNotice;
  onClose: () => void;
}

/**
 * What was just done, with its undo, at the foot of the window. It goes by itself unless pointer or keyboard are on it, because all that
 * it offers can be done elsewhere too; what failed stays until it is closed.
 */
export function Notice({ notice, onClose }: NoticeProps) {
  const { t } = useTranslation();
  const { tone, sentence, undo, link } = notice;
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (isHeld || tone === "red") return;
    const timer = setTimeout(onClose, stayMs);
    return () => clearTimeout(timer);
  }, [isHeld, tone, onClose]);
  return (
    <section
      className="library-notice"
      data-tone={tone}
      aria-label={t("library.notice")}
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <p>{sentence}</p>
      {link && (
        <Link className="library-notice-way" href={link.href}>
          {link.label}
        </Link>
      )}
      {undo && (
        <button
          type="button"
          className="library-notice-way"
          aria-keyshortcuts="u"
          onClick={() => {
            onClose();
            undo();
          }}
        >
          {t("ui.undo")}
        </button>
      )}
      <IconButton label={t("ui.dismiss")} icon={<IconX size={18} stroke={1.75} />} onClick={onClose} />
    </section>
  );
}
