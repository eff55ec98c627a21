import { Button } from "@mantine/core";
import { IconArchive, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { can, type Role, type Shelf } from "../../shared/member.ts";
import { failureSentence } from "../api/failure.ts";
import { exactTime } from "../ui/relativeTime.ts";
import { useNow } from "../ui/useNow.ts";
import { dateOf, lastMove, sentenceOfEvent } from "./shelfWords.ts";
import { useShelfMove } from "./useShelfMove.ts";

interface ShelfBannerProps {
  id: DocumentId;
  shelf: Shelf;
  role: Role;
  /** What is known of the document beside its text; who moved it and when comes with it. */
  summary: DocumentSummary | undefined;
}

/** Over a document in the archive or in the trash: since when, by whom, what it means, and the way back for those who may. */
export function ShelfBanner({ id, shelf, role, summary }: ShelfBannerProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const move = useShelfMove(id);
  if (shelf === "library") return null;
  const inTrash = shelf === "trash";
  const event = lastMove(summary, inTrash ? "trashed" : "archived");
  const purgeAt = inTrash ? (summary?.purgeAt ?? null) : null;
  const meaning = inTrash
    ? purgeAt === null
      ? t("document.shelf.trashMeans")
      : t("document.shelf.trashUntil", { date: dateOf(purgeAt, now, i18n.language) })
    : t("document.shelf.archiveMeans");
  const mayMove = can(role, inTrash ? "delete" : "archive", shelf);

  return (
    <div className="document-banner" data-tone={inTrash ? "amber" : "calm"} role="status">
      {inTrash ? (
        <IconTrash size={18} stroke={1.75} aria-hidden />
      ) : (
        <IconArchive size={18} stroke={1.75} aria-hidden />
      )}
      <p>
        <strong title={event === null ? undefined : exactTime(event.at, i18n.language)}>
          {event === null
            ? t(inTrash ? "document.shelf.inTrash" : "document.shelf.inArchive")
            : `${sentenceOfEvent(t, event, now, i18n.language)}.`}
        </strong>{" "}
        {move.error ? t("document.menu.failed", { why: failureSentence(t, move.error) }) : meaning}
      </p>
      {mayMove && (
        <Button
          size="xs"
          variant="default"
          loading={move.isPending}
          onClick={() => move.mutate(inTrash ? "restore" : "reopen")}
        >
          {t(inTrash ? "document.menu.restore" : "document.menu.reopen")}
        </Button>
      )}
    </div>
  );
}
