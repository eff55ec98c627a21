import { IconPencil } from "@tabler/icons-react";
import type { Ref } from "react";
import { Trans, useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentSummary } from "../../shared/api.ts";
import { can } from "../../shared/member.ts";
import { AvatarStack } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { RenameField } from "./RenameField.tsx";

const namedPeople = 4;

export interface DocumentRowProps {
  document: DocumentSummary;
  /** Whether this is what the server says now, so that it may be said that there are no words. */
  isFresh: boolean;
  renaming: boolean;
  linkRef: Ref<HTMLAnchorElement>;
  onRenameStart: () => void;
  onRename: (title: string) => Promise<unknown>;
  onRenameDone: (hadFocus: boolean) => void;
}

/** One document of the shelf: its title, its first line, its people, and its last change. */
export function DocumentRow(props: DocumentRowProps) {
  const { document, isFresh, renaming, linkRef, onRenameStart, onRename, onRenameDone } = props;
  const { t, i18n } = useTranslation();
  const title = document.title || t("library.untitled");
  return (
    <li className="row" data-renaming={renaming || undefined}>
      <div className="row-words">
        {renaming ? (
          <RenameField title={document.title} onRename={onRename} onDone={onRenameDone} />
        ) : (
          <Link
            ref={linkRef}
            className="row-title"
            data-untitled={document.title === "" || undefined}
            href={`/d/${document.id}`}
          >
            {title}
          </Link>
        )}
        <p className="row-line">
          {document.firstLine || (document.firstLine === "" && isFresh ? t("library.noWords") : "\u00a0")}
        </p>
      </div>
      <span className="row-ways">
        {can(document.role, "rename") && !renaming && (
          <IconButton
            className="row-rename"
            label={t("library.renameOf", { title })}
            shortcut="F2"
            icon={<IconPencil size={18} stroke={1.75} />}
            onClick={onRenameStart}
          />
        )}
      </span>
      <span className="row-people">
        <AvatarStack people={document.members} label={peopleLabel(document)} size="small" />
      </span>
      <p className="row-change">
        <LastChange document={document} locale={i18n.language} />
      </p>
    </li>
  );

  function peopleLabel({ members }: DocumentSummary): string {
    const names = members
      .slice(0, members.length > namedPeople ? namedPeople - 1 : namedPeople)
      .map(({ name }) => name);
    const hidden = members.length - names.length;
    if (hidden > 0) names.push(t("library.more", { count: hidden }));
    return t("library.people", { names: new Intl.ListFormat(i18n.language).format(names) });
  }
}

function LastChange({ document, locale }: { document: DocumentSummary; locale: string }) {
  const { lastChange, createdAt } = document;
  const when = <RelativeTime at={lastChange?.at ?? createdAt} locale={locale} />;
  if (lastChange === null) return <Trans i18nKey="library.created" components={{ when }} />;
  if (lastChange.by === null) return when;
  return <Trans i18nKey="library.changed" components={{ who: <Who name={lastChange.by.name} />, when }} />;
}

/** A name as an element, because one that is put into the sentence as text would be read for tags. */
function Who({ name }: { name: string }) {
  return <span className="row-who">{name}</span>;
}
