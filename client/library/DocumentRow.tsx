import { IconLink, IconStar, IconStarFilled } from "@tabler/icons-react";
import { memo, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentSummary } from "../../shared/api.ts";
import { drawnColour } from "../../shared/colour.ts";
import type { SearchResult } from "../../shared/libraryApi.ts";
import { downloadAddress } from "../api/documents.ts";
import { AvatarStack } from "../ui/Avatar.tsx";
import { LastChange } from "./LastChange.tsx";
import { Marked } from "./Marked.tsx";
import { RenameField } from "./RenameField.tsx";
import { RowMenu } from "./RowMenu.tsx";
import { type Way, waysWith } from "./waysWithDocument.ts";

const namedPeople = 4;

export interface DocumentRowProps {
  document: DocumentSummary;
  /** Where the words that were searched for stand; null outside of a search. */
  found: Pick<SearchResult, "title" | "snippets"> | null;
  /** Whether this is what the server says now, so that it may be said that there are no words. */
  isFresh: boolean;
  /** Says where it stands, in a list of documents from several shelves. */
  namesShelf: boolean;
  renaming: boolean;
  /** Whether the page can show the dialog for sharing. */
  canShare: boolean;
  linkRef: Ref<HTMLAnchorElement>;
  /** The link to the document is being followed. */
  onFollow: () => void;
  onWay: (way: Way, document: DocumentSummary) => void;
  onRename: (title: string, document: DocumentSummary) => Promise<unknown>;
  onRenameDone: (hadFocus: boolean, document: DocumentSummary) => void;
}

/** One document of the list: its title, its first line or what was found in it, its people, and its last change. */
export const DocumentRow = memo(function DocumentRow(props: DocumentRowProps) {
  const { document, found, isFresh, namesShelf, renaming, canShare, linkRef } = props;
  const { onFollow, onWay, onRename, onRenameDone } = props;
  const { t } = useTranslation();
  const title = document.title || t("document.untitled");
  const ways = waysWith(document).filter((way) => way !== "share" || canShare);
  const star = ways.find((way) => way === "star" || way === "unstar");
  return (
    <li className="row" data-renaming={renaming || undefined}>
      <div className="row-words">
        {renaming ? (
          <RenameField
            title={document.title}
            onRename={(typed) => onRename(typed, document)}
            onDone={(hadFocus) => onRenameDone(hadFocus, document)}
          />
        ) : (
          <span className="row-head">
            <Link
              ref={linkRef}
              className="row-title"
              data-untitled={document.title === "" || undefined}
              href={`/d/${document.id}`}
              onClick={onFollow}
            >
              {found && document.title !== "" ? <Marked parts={found.title} /> : title}
            </Link>
            {namesShelf && document.shelf === "archive" && <span className="row-shelf">{t("library.archived")}</span>}
          </span>
        )}
        <FirstLine document={document} snippets={found?.snippets ?? []} isFresh={isFresh} />
      </div>
      <People document={document} />
      <LastChange document={document} />
      <span className="row-ways">
        {star && (
          <button
            type="button"
            className="bare-button row-button row-star"
            aria-pressed={document.isStarred}
            aria-label={t("library.starOf", { title })}
            title={t(`library.ways.${star}`)}
            onClick={() => onWay(star, document)}
          >
            {document.isStarred ? (
              <IconStarFilled size={18} aria-hidden />
            ) : (
              <IconStar size={18} stroke={1.75} aria-hidden />
            )}
          </button>
        )}
        {ways.length > 0 && (
          <RowMenu
            title={title}
            download={downloadAddress(document.id)}
            ways={ways}
            onWay={(way) => onWay(way, document)}
          />
        )}
      </span>
    </li>
  );
});

interface FirstLineProps {
  document: DocumentSummary;
  snippets: string[][];
  isFresh: boolean;
}

function FirstLine({ document: { firstLine }, snippets, isFresh }: FirstLineProps) {
  const { t } = useTranslation();
  if (snippets.length > 0) {
    return (
      <p className="row-line row-snippets">
        {/* The space keeps the words apart for who listens to them or copies them: lines are made by the style sheet. */}
        {snippets.map((parts) => [
          <span key={parts.join("")}>
            <Marked parts={parts} />
          </span>,
          " ",
        ])}
      </p>
    );
  }
  return <p className="row-line">{firstLine || (firstLine === "" && isFresh ? t("library.noWords") : "\u00a0")}</p>;
}

/** Who shares the document; nobody is named where one is alone with it. */
function People({ document: { members, hasLink } }: { document: DocumentSummary }) {
  const { t, i18n } = useTranslation();
  const names = members.slice(0, members.length > namedPeople ? namedPeople - 1 : namedPeople).map(({ name }) => name);
  const hidden = members.length - names.length;
  if (hidden > 0) names.push(t("library.more", { count: hidden }));
  return (
    <span className="row-people">
      {hasLink && (
        <span className="row-link" role="img" aria-label={t("library.hasLink")} title={t("library.hasLink")}>
          <IconLink size={18} stroke={1.75} aria-hidden />
        </span>
      )}
      {members.length > 1 && (
        <AvatarStack
          people={members.map(({ id, name, color }) => ({ id, name, color: drawnColour(color) }))}
          label={t("library.people", { names: new Intl.ListFormat(i18n.language).format(names) })}
          size="small"
        />
      )}
    </span>
  );
}
