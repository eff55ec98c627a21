import { IconKeyboard } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import type { Template } from "../../shared/library.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { PageBar } from "../ui/PageBar.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { CreateFailed } from "./CreateFailed.tsx";
import { DocumentList } from "./DocumentList.tsx";
import { DocumentRow } from "./DocumentRow.tsx";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { LibraryStates } from "./LibraryStates.tsx";
import { ListBar } from "./ListBar.tsx";
import { entriesOf } from "./libraryEntries.ts";
import type { LibraryCommand } from "./libraryKeys.ts";
import { NewDocument } from "./NewDocument.tsx";
import { Notice } from "./Notice.tsx";
import { PurgeDialog } from "./PurgeDialog.tsx";
import { SearchField } from "./SearchField.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { useCreate } from "./useCreate.ts";
import { useDocumentActions } from "./useDocumentActions.ts";
import { useDocumentList } from "./useDocumentList.ts";
import { useFirstFound } from "./useFirstFound.ts";
import { useLibraryAddress } from "./useLibraryAddress.ts";
import { useLibraryKeys } from "./useLibraryKeys.ts";
import { useNotice } from "./useNotice.ts";
import { useRows } from "./useRows.ts";
import { useRowWays } from "./useRowWays.ts";
import { useSearchInLibrary } from "./useSearchInLibrary.ts";
import { ViewNav } from "./ViewNav.tsx";
import { type Way, waysWith } from "./waysWithDocument.ts";
import "./library.css";
import "./rows.css";

export interface LibraryPageProps {
  menu: ReactNode;
  /** The document that was open before, whose row gets the keyboard back. */
  cameFrom: DocumentId | null;
  /** Opens the dialog for sharing a document; without it no row offers to share. */
  onShare?: (id: DocumentId) => void;
}

/** The library of documents, read and worked like a mail list. */
export function LibraryPage({ menu, cameFrom, onShare }: LibraryPageProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const address = useLibraryAddress();
  const { view, order } = address;
  const [text, setText] = useState(address.text);
  const [helping, setHelping] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = view === "all" ? t("library.title") : t(`library.views.${view}`);
  usePageTitle(`${title} · ${t("app.name")}`);
  useFocusOnArrival(heading);

  const list = useDocumentList(view, order);
  const search = useSearchInLibrary(text, view);
  const entries = entriesOf(list.documents, search);
  const isSearching = search.is !== "off";
  const isEmpty = !isSearching && list.documents?.length === 0;

  const create = useCreate();
  const createOnce = (template: Template | null) => {
    if (!create.isPending) create.mutate(template);
  };
  const { said, say, clear } = useNotice();
  const rows = useRows(
    entries.map(({ document }) => document.id),
    cameFrom,
    heading,
  );
  const leave = () => {
    if (text.trim() !== address.text) address.keepText(text.trim());
  };
  const row = useRowWays({
    view,
    rows,
    actions: useDocumentActions(say),
    onShare,
    onOpen: (id) => {
      leave();
      navigate(`/d/${id}`);
    },
  });
  const goDown = useFirstFound(search, () => rows.focusIndex(0), field);

  const onCommand = (command: LibraryCommand, index: number): boolean => {
    const document = entries[index]?.document;
    const choose = (...wanted: Way[]): boolean => {
      const way = document && waysWith(document).find((each) => wanted.includes(each));
      if (document && way) row.onWay(way, document);
      return way !== undefined;
    };
    switch (command) {
      case "create":
        createOnce(null);
        return true;
      case "search":
        field.current?.focus();
        return field.current !== null;
      case "help":
        setHelping(true);
        return true;
      case "rename":
        return choose("rename");
      case "star":
        return choose("star", "unstar");
      case "trash":
        return choose("trash");
      case "menu":
        rows.openMenuAt(index);
        return index >= 0;
      case "undo":
        if (!said?.notice.undo) return false;
        clear();
        said.notice.undo();
        return true;
      default:
        return false;
    }
  };
  useLibraryKeys({ rows, count: entries.length, onEnd: isSearching ? () => {} : list.loadMore, onCommand });

  return (
    <>
      <PageBar name={t("app.name")}>
        <IconButton
          className="library-keys"
          label={t("library.shortcuts.title")}
          shortcut="?"
          icon={<IconKeyboard size={18} stroke={1.75} />}
          onClick={() => setHelping(true)}
        />
        {menu}
      </PageBar>
      <div className="library-desk">
        <ViewNav view={view} order={order} />
        <main className="library" id="content" tabIndex={-1}>
          <div className="library-head">
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            <SearchField ref={field} value={text} onChange={setText} onDown={goDown} />
            {!(isEmpty && (view === "all" || view === "mine")) && (
              <NewDocument busy={create.isPending} onCreate={createOnce} />
            )}
          </div>
          {create.error && (
            <CreateFailed
              failure={create.error}
              onClose={() => {
                create.reset();
                heading.current?.focus();
              }}
            />
          )}
          <ListBar view={view} order={order} total={list.total} search={search} onOrder={address.setOrder} />
          <LibraryStates
            view={view}
            list={list}
            search={search}
            text={text.trim()}
            onClear={() => {
              setText("");
              field.current?.focus();
            }}
            create={{ busy: create.isPending, onCreate: createOnce }}
          />
          {entries.length > 0 && (
            <DocumentList
              label={title}
              shown={entries.length}
              total={isSearching ? entries.length : list.total}
              hasMore={!isSearching && list.hasMore}
              loadsByItself={list.trouble === null}
              isLoadingMore={list.isLoadingMore}
              onMore={list.loadMore}
            >
              {entries.map(({ document, found }) => (
                <DocumentRow
                  key={document.id}
                  document={document}
                  found={found}
                  isFresh={list.isFresh || isSearching}
                  namesShelf={view !== "archived"}
                  renaming={row.isRenaming(document)}
                  canShare={onShare !== undefined}
                  linkRef={rows.linkOf(document.id)}
                  onFollow={leave}
                  onWay={row.onWay}
                  onRename={row.onRename}
                  onRenameDone={row.onRenameDone}
                />
              ))}
            </DocumentList>
          )}
        </main>
      </div>
      <div className="library-notices" role="status">
        {said && <Notice key={said.key} notice={said.notice} onClose={clear} />}
      </div>
      {/* Always here: a dialog that is born open does not know where the keyboard was. */}
      <PurgeDialog
        opened={row.asked?.about === "purge" && row.asked.isAsking}
        document={row.asked?.document ?? null}
        onPurge={row.goOn}
        onClose={row.stopAsking}
      />
      <LeaveDialog
        opened={row.asked?.about === "leave" && row.asked.isAsking}
        document={row.asked?.document ?? null}
        onLeave={row.goOn}
        onClose={row.stopAsking}
      />
      <ShortcutsDialog opened={helping} onClose={() => setHelping(false)} />
    </>
  );
}
