import { IconArrowLeft } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import type { Editor } from "@tiptap/core";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import { documentsQuery, withTitle } from "../api/queries.ts";
import { ErrorBoundary } from "../app/ErrorBoundary.tsx";
import { DocumentEditor } from "../editor/DocumentEditor.tsx";
import { PeopleList } from "../presence/PeopleList.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import type { Connection } from "./connection.ts";
import { EndBanner } from "./EndBanner.tsx";
import { NoDocument } from "./NoDocument.tsx";
import { Opening } from "./Opening.tsx";
import type { OpenDocument } from "./openDocuments.ts";
import { PasteNotice } from "./PasteNotice.tsx";
import { ReadingView } from "./ReadingView.tsx";
import { StateChip } from "./StateChip.tsx";
import { TitleField } from "./TitleField.tsx";
import { type PageState, useOpenDocument, usePageState } from "./useConnection.ts";
import "./document.css";

export interface DocumentPageProps {
  id: DocumentId;
  /** The person's own menu, for the end of the bar. */
  menu: ReactNode;
}

/** One document: where it stands, who is here, and the paper. */
export default function DocumentPage({ id, menu }: DocumentPageProps) {
  const document = useOpenDocument(id);
  return document === null ? null : <Page id={id} menu={menu} document={document} />;
}

function Page({ id, menu, document: { connection, title: draft } }: DocumentPageProps & { document: OpenDocument }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = usePageState(connection);
  const [toolbarSlot, setToolbarSlot] = useState<HTMLElement | null>(null);
  const title = state.title ?? "";
  const shownTitle = title || t("document.untitled");
  usePageTitle(state.title === null ? t("app.name") : `${shownTitle} · ${t("app.name")}`);

  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading);
  useEffect(() => {
    // The library draws what it has before it asks again; the title at least shall be this one.
    if (state.title !== null) queries.setQueryData(documentsQuery.queryKey, withTitle(id, state.title));
  }, [id, queries, state.title]);

  const { status, hasDocument, me } = state;
  if (status.is === "refused" && !hasDocument && !showsReading(state)) {
    return <NoDocument state={state} connection={connection} />;
  }
  return (
    <div className="document-page">
      <header className="document-bar">
        <Link href="/" className="document-back" aria-label={t("document.back")} title={t("document.back")}>
          <IconArrowLeft size={20} stroke={1.75} aria-hidden />
        </Link>
        {state.title === null ? (
          <span className="title-field" />
        ) : (
          <TitleField
            title={title}
            editable={me !== null && can(me.role, "rename") && status.is !== "refused"}
            draft={draft}
            leave={focusText}
          />
        )}
        <StateChip connection={connection} />
        {me !== null && (
          <div className="document-people">
            <PeopleList awareness={connection.awareness} me={{ member: me.id, name: me.name, color: me.color }} />
          </div>
        )}
        <div className="document-menu">{menu}</div>
      </header>
      <EndBanner id={id} connection={connection} title={shownTitle} />
      <div className="document-toolbar" ref={setToolbarSlot} />
      <main className="document-desk" id="content" tabIndex={-1}>
        <h1 className="visually-hidden" ref={heading} tabIndex={-1}>
          {shownTitle}
        </h1>
        <Body id={id} connection={connection} state={state} title={shownTitle} toolbarSlot={toolbarSlot} />
      </main>
    </div>
  );
}

interface BodyProps {
  id: DocumentId;
  connection: Connection;
  state: PageState;
  title: string;
  toolbarSlot: HTMLElement | null;
}

function Body({ id, connection, state, title, toolbarSlot }: BodyProps) {
  const { t } = useTranslation();
  const [pasteRefused, setPasteRefused] = useState(false);
  const stopForUnknown = useCallback(() => connection.stop("unknown-content"), [connection]);

  if (showsReading(state)) return <ReadingView id={id} />;
  if (!state.hasDocument || state.me === null) return <Opening state={state} />;
  const { me, status } = state;
  const editable = can(me.role, "edit") && (status.is === "live" || status.is === "away");
  return (
    <ErrorBoundary readOnlyView={() => <ReadingView id={id} />}>
      {pasteRefused && <PasteNotice close={() => setPasteRefused(false)} />}
      <div className="paper">
        <DocumentEditor
          doc={connection.doc}
          awareness={connection.awareness}
          me={{ member: me.id, name: me.name, color: me.color }}
          editable={editable}
          label={t("document.textLabel", { title })}
          onUnknownContent={stopForUnknown}
          onPasteTooLarge={() => setPasteRefused(true)}
          toolbarSlot={toolbarSlot}
          onReady={focusIfNew}
        />
      </div>
    </ErrorBoundary>
  );
}

/** An editor here would damage the document or cannot hold it, so the server's own rendering is shown. */
function showsReading({ status }: PageState): boolean {
  return (
    (status.is === "refused" && status.code === "outdated-client") ||
    (status.is === "readOnly" && status.reason === "unknown-content")
  );
}

/** Whoever opens an empty document came to write. */
function focusIfNew(editor: Editor): void {
  if (editor.isEmpty && editor.isEditable) editor.commands.focus("start");
}

function focusText(): void {
  document.querySelector<HTMLElement>(".document-desk [role='textbox']")?.focus();
}
