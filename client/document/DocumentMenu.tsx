import { Menu } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconCopy,
  IconDots,
  IconDownload,
  IconPencil,
  IconRestore,
  IconStar,
  IconStarFilled,
  IconTrash,
  IconUserCircle,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import type { DocumentSummary } from "../../shared/api.ts";
import { maxTitleLength } from "../../shared/document.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import type { ShelfMove } from "../../shared/library.ts";
import { can, type Role, type Shelf } from "../../shared/member.ts";
import { documentChanged, documentQuery } from "../api/documentQuery.ts";
import { downloadAddress } from "../api/documents.ts";
import { failureSentence } from "../api/failure.ts";
import { duplicateDocument, setStar } from "../api/library.ts";
import { announce } from "../ui/Announcer.tsx";
import { exactTime } from "../ui/relativeTime.ts";
import { useNarrow } from "../ui/useNarrow.ts";
import { useNow } from "../ui/useNow.ts";
import { sentenceOfEvent } from "./shelfWords.ts";
import { useShelfMove } from "./useShelfMove.ts";

export interface DocumentMenuProps {
  id: DocumentId;
  title: string;
  role: Role;
  shelf: Shelf;
  summary: DocumentSummary | undefined;
  rename: () => void;
  share: () => void;
  /** Something did not work; the menu has closed by then. */
  failed: (sentence: string) => void;
}

const eventsShown = 6;

/** What can be done with this document as a whole, by this person, now; and its past on the shelves. */
export function DocumentMenu({ id, title, role, shelf, summary, rename, share, failed }: DocumentMenuProps) {
  const { t, i18n } = useTranslation();
  const [, go] = useLocation();
  const client = useQueryClient();
  const narrow = useNarrow();
  const now = useNow();
  const pastId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const tell = (thrown: unknown) => failed(t("document.menu.failed", { why: failureSentence(t, thrown) }));
  const move = useShelfMove(id);
  const star = useMutation({
    mutationFn: (isStarred: boolean) => setStar(id, isStarred),
    onSuccess(_, isStarred) {
      client.setQueryData(documentQuery(id).queryKey, (known) => known && { ...known, isStarred });
      documentChanged(client);
      announce(t(isStarred ? "document.menu.starred" : "document.menu.unstarred"));
    },
    onError: tell,
  });
  const duplicate = useMutation({
    mutationFn: () => {
      const copy = makeId<DocumentId>((count) => crypto.getRandomValues(new Uint8Array(count)));
      const name = t("library.copyOf", { title }).slice(0, maxTitleLength);
      return duplicateDocument(id, { id: copy, title: name });
    },
    onSuccess(document) {
      documentChanged(client);
      go(`/d/${document.id}`);
    },
    onError: tell,
  });
  const may = (action: Parameters<typeof can>[1]) => can(role, action, shelf);
  const shift = (to: ShelfMove) => move.mutate(to, { onError: tell });
  const isStarred = summary?.isStarred === true;
  const past = summary?.shelfEvents.slice(-eventsShown).reverse() ?? [];

  return (
    // The keyboard is back on the button at once, so that a dialog that was chosen takes it from there and gives it back.
    <Menu position="bottom-end" width={300} returnFocus={false} onClose={() => button.current?.focus()}>
      <Menu.Target>
        <button
          ref={button}
          type="button"
          className="document-button"
          aria-label={t("document.menu.open")}
          title={t("document.menu.open")}
        >
          <IconDots size={20} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-describedby={past.length > 0 ? pastId : undefined}>
        {may("share")
          ? narrow && item(<IconUserPlus {...look} />, t("sharing.title"), share)
          : shelf !== "trash" && item(<IconUsers {...look} />, t("document.menu.access"), share)}
        {summary !== undefined &&
          item(
            isStarred ? <IconStarFilled size={18} /> : <IconStar {...look} />,
            t(isStarred ? "document.menu.unstar" : "document.menu.star"),
            () => star.mutate(!isStarred),
          )}
        {may("rename") && item(<IconPencil {...look} />, t("document.menu.rename"), rename)}
        {item(<IconCopy {...look} />, t("document.menu.duplicate"), () => duplicate.mutate())}
        {may("export") && (
          <Menu.Item component="a" href={downloadAddress(id)} download leftSection={<IconDownload {...look} />}>
            {t("document.menu.download")}
          </Menu.Item>
        )}
        {(may("archive") || may("delete")) && <Menu.Divider />}
        {may("archive") &&
          (shelf === "archive"
            ? item(<IconArchiveOff {...look} />, t("document.menu.reopen"), () => shift("reopen"))
            : item(<IconArchive {...look} />, t("document.menu.archive"), () => shift("archive")))}
        {may("delete") &&
          (shelf === "trash"
            ? item(<IconRestore {...look} />, t("document.menu.restore"), () => shift("restore"))
            : item(<IconTrash {...look} />, t("document.menu.trash"), () => shift("trash")))}
        {/* Where the bar has no room for one's own menu. */}
        {narrow && (
          <>
            <Menu.Divider />
            <Menu.Item component={Link} href="/account" leftSection={<IconUserCircle {...look} />}>
              {t("app.menu.account")}
            </Menu.Item>
          </>
        )}
        {past.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Label id={pastId} className="document-past">
              {past.map((event) => (
                <span key={`${event.what} ${event.at}`} title={exactTime(event.at, i18n.language)}>
                  {sentenceOfEvent(t, event, now, i18n.language)}
                </span>
              ))}
            </Menu.Label>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const look = { size: 18, stroke: 1.75 };

function item(icon: ReactNode, label: string, act: () => void) {
  return (
    <Menu.Item leftSection={icon} onClick={act}>
      {label}
    </Menu.Item>
  );
}
