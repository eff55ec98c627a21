import { Button } from "@mantine/core";
import { IconKeyboard, IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useDeferredValue, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import { failureSentence } from "../api/failure.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { DocumentRow } from "./DocumentRow.tsx";
import { FilterField } from "./FilterField.tsx";
import { filterDocuments } from "./filterDocuments.ts";
import { commandOf, indexAfter, wantsKeys } from "./libraryKeys.ts";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { LoadingShelf, ShelfFailed, StaleShelf } from "./shelfStates.tsx";
import { useLibrary } from "./useLibrary.ts";
import "./library.css";

export interface LibraryPageProps {
  menu: ReactNode;
  /** The document that was open before, whose row gets the keyboard back. */
  cameFrom: DocumentId | null;
}

/** The shelf of documents, read and worked like a mail list. */
export function LibraryPage({ menu, cameFrom }: LibraryPageProps) {
  const { t } = useTranslation();
  usePageTitle(`${t("library.title")} · ${t("app.name")}`);
  const { list, trouble, isFresh, create, rename } = useLibrary();
  const [filter, setFilter] = useState("");
  const [renaming, setRenaming] = useState<DocumentId | null>(null);
  const [helping, setHelping] = useState(false);
  const filterField = useRef<HTMLInputElement>(null);
  const links = useRef(new Map<DocumentId, HTMLAnchorElement>());
  const focusOnceThere = useRef<DocumentId | null>(cameFrom);
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading);

  const all = list.data?.documents;
  const shown = filterDocuments(all ?? [], useDeferredValue(filter), t("library.untitled"));

  const focusedIndex = () =>
    shown.findIndex(({ id }) => links.current.get(id)?.closest("li")?.contains(document.activeElement));
  const focusRow = (index: number) => {
    const id = shown[index]?.id;
    if (id !== undefined) links.current.get(id)?.focus();
  };
  const keepLink = (id: DocumentId) => (link: HTMLAnchorElement | null) => {
    if (link === null) {
      links.current.delete(id);
      return;
    }
    links.current.set(id, link);
    // The field took the link's place; the keyboard goes back to where it was.
    if (focusOnceThere.current !== id) return;
    focusOnceThere.current = null;
    const at = document.activeElement;
    if (at === null || at === document.body || at === heading.current) link.focus();
  };
  const startRename = (document: DocumentSummary | undefined) => {
    if (document && can(document.role, "rename")) setRenaming(document.id);
  };
  const createOnce = () => {
    if (!create.isPending) create.mutate();
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || wantsKeys(event.target) || document.querySelector("[role=dialog]")) return;
    const command = commandOf(event);
    if (command === null) return;
    const index = indexAfter(command, focusedIndex(), shown.length);
    if (index !== null) focusRow(index);
    else if (command === "create") createOnce();
    else if (command === "rename") startRename(shown[focusedIndex()]);
    else if (command === "filter") filterField.current?.focus();
    else if (command === "help") setHelping(true);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <header className="page-bar">
        <span className="wordmark">{t("app.name")}</span>
        <span className="page-bar-end">
          <IconButton
            className="library-keys"
            label={t("library.shortcuts.title")}
            shortcut="?"
            icon={<IconKeyboard size={18} stroke={1.75} />}
            onClick={() => setHelping(true)}
          />
          {menu}
        </span>
      </header>
      <main className="library" id="content" tabIndex={-1}>
        <div className="library-head">
          <h1 ref={heading} tabIndex={-1}>
            {t("library.title")}
          </h1>
          {all && all.length > 0 && (
            <>
              <FilterField
                ref={filterField}
                value={filter}
                onChange={setFilter}
                onDown={() => focusRow(0)}
                found={filter === "" ? null : shown.length}
              />
              <Button
                onClick={createOnce}
                loading={create.isPending}
                leftSection={<IconPlus size={18} stroke={1.75} />}
              >
                {t("library.create")}
              </Button>
            </>
          )}
        </div>
        {create.error && (
          <div className="library-strip" data-tone="red" role="alert">
            <span>{t("library.createFailed", { why: failureSentence(t, create.error) })}</span>
            <IconButton
              label={t("library.dismiss")}
              icon={<IconX size={18} stroke={1.75} />}
              onClick={() => {
                create.reset();
                heading.current?.focus();
              }}
            />
          </div>
        )}
        {all && trouble && <StaleShelf failure={trouble} at={list.dataUpdatedAt} onAgain={() => void list.refetch()} />}
        {all === undefined && trouble && <ShelfFailed failure={trouble} onAgain={() => void list.refetch()} />}
        {all === undefined && !trouble && <LoadingShelf />}
        {all?.length === 0 && (
          <div className="notice">
            <p>{t("library.empty")}</p>
            <div className="notice-ways">
              <Button
                onClick={createOnce}
                loading={create.isPending}
                leftSection={<IconPlus size={18} stroke={1.75} />}
              >
                {t("library.create")}
              </Button>
            </div>
          </div>
        )}
        {all && all.length > 0 && shown.length === 0 && (
          <div className="notice">
            <p>{t("library.noMatch", { text: filter })}</p>
            <div className="notice-ways">
              <Button variant="default" onClick={() => setFilter("")}>
                {t("library.clear")}
              </Button>
            </div>
          </div>
        )}
        {shown.length > 0 && (
          <ul className="rows">
            {shown.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                isFresh={isFresh}
                renaming={renaming === document.id}
                linkRef={keepLink(document.id)}
                onRenameStart={() => setRenaming(document.id)}
                onRename={(title) => rename.mutateAsync({ id: document.id, title })}
                onRenameDone={(hadFocus) => {
                  if (hadFocus) focusOnceThere.current = document.id;
                  setRenaming(null);
                }}
              />
            ))}
          </ul>
        )}
      </main>
      <ShortcutsDialog opened={helping} onClose={() => setHelping(false)} />
    </>
  );
}
