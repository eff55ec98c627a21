import { Button } from "@mantine/core";
import { IconArrowLeft, IconLink, IconUserPlus } from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import type { Following, Places } from "../presence/follow.ts";
import { PeopleList } from "../presence/PeopleList.tsx";
import { Chip } from "../ui/Chip.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import type { Connection } from "./connection.ts";
import { DocumentMenu } from "./DocumentMenu.tsx";
import { StateChip } from "./StateChip.tsx";
import { TitleField } from "./TitleField.tsx";
import type { TitleDraft } from "./titleDraft.ts";
import type { PageState } from "./useConnection.ts";

interface DocumentBarProps {
  id: DocumentId;
  connection: Connection;
  state: PageState;
  draft: TitleDraft;
  summary: DocumentSummary | undefined;
  share: () => void;
  failed: (sentence: string) => void;
  following: Following | null;
  /** The text, while it is there. */
  places: RefObject<Places | null>;
  chatDoor: ReactNode;
  /** The person's own menu. */
  menu: ReactNode;
}

/** The way back, the title, where the words are, who is here, and what can be done with the document as a whole. */
export function DocumentBar({
  id,
  connection,
  state,
  draft,
  summary,
  share,
  failed,
  following,
  places,
  chatDoor,
  menu,
}: DocumentBarProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { status, me, shelf, title } = state;
  // Whoever was refused has nothing to share or to move any more.
  const present = status.is === "refused" ? null : me;
  return (
    <div className="document-bar">
      <Link href="/" className="document-back" aria-label={t("document.back")} title={t("document.back")}>
        <IconArrowLeft size={20} stroke={1.75} aria-hidden />
      </Link>
      {title === null ? (
        <span className="title-field" />
      ) : (
        <TitleField
          title={title}
          editable={present !== null && can(present.role, "rename", shelf)}
          draft={draft}
          leave={focusText}
        />
      )}
      <StateChip connection={connection} />
      <div className="document-ways">
        {me !== null && (
          <PeopleList
            documentId={id}
            awareness={connection.awareness}
            me={{ member: me.id, name: me.name, initials: me.initials ?? null, color: me.color }}
            following={following}
            places={places}
          />
        )}
        {chatDoor}
        {present !== null && can(present.role, "share", shelf) && (
          <>
            {summary?.hasLink === true && (
              <Chip icon={<IconLink size={16} stroke={1.75} />} onClick={share} label={t("document.hasLink")}>
                {t("document.linkBadge")}
              </Chip>
            )}
            {!narrow && (
              <Button
                size="xs"
                variant="default"
                onClick={share}
                leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
              >
                {t("sharing.title")}
              </Button>
            )}
          </>
        )}
        {present !== null && (
          <DocumentMenu
            id={id}
            title={title || t("document.untitled")}
            role={present.role}
            shelf={shelf}
            summary={summary}
            rename={focusTitle}
            share={share}
            failed={failed}
          />
        )}
        <div className="document-account">{menu}</div>
      </div>
    </div>
  );
}

function focusText(): void {
  document.querySelector<HTMLElement>(".document-desk [role='textbox']")?.focus();
}

/** Later, because a closing menu gives the keyboard back to its button. */
function focusTitle(): void {
  setTimeout(() => {
    const field = document.querySelector<HTMLInputElement>(".title-input");
    field?.focus();
    field?.select();
  }, 0);
}
