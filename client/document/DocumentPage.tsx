import type { Editor } from "@tiptap/core";
import { type ReactNode, type RefObject, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import { sentAway } from "../../shared/refusal.ts";
import { ErrorBoundary } from "../app/ErrorBoundary.tsx";
import { ChatDoor } from "../chat/ChatDoor.tsx";
import { ChatPanel } from "../chat/ChatPanel.tsx";
import { useChat } from "../chat/useChat.ts";
import { DocumentEditor } from "../editor/DocumentEditor.tsx";
import { type TextPlaces, textPlaces } from "../editor/textPlaces.ts";
import { FollowBanner } from "../presence/FollowBanner.tsx";
import { useFollowing, useOwnPresence } from "../presence/usePeople.ts";
import { ShareDialog } from "../sharing/ShareDialog.tsx";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { useNarrow } from "../ui/useNarrow.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import { AccessLine } from "./AccessLine.tsx";
import type { Connection } from "./connection.ts";
import { DocumentBar } from "./DocumentBar.tsx";
import { EndBanner } from "./EndBanner.tsx";
import { LeftoverBanner } from "./LeftoverBanner.tsx";
import { NoDocument } from "./NoDocument.tsx";
import { Notice } from "./Notice.tsx";
import { Opening } from "./Opening.tsx";
import type { OpenDocument } from "./openDocument.ts";
import { ReadingView } from "./ReadingView.tsx";
import { ShelfBanner } from "./ShelfBanner.tsx";
import { readingReason } from "./saveState.ts";
import { useChatPlace } from "./useChatPlace.ts";
import { type PageState, useOpenDocument, usePageState, useShown } from "./useConnection.ts";
import { useColourOf, useNameOf, useSharingInStep, useSummary, useTitleInLibrary } from "./useSummary.ts";
import "./document.css";
import "./banners.css";
import "./keptWords.css";

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

function Page({ id, menu, document }: DocumentPageProps & { document: OpenDocument }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { connection, leftovers } = useShown(document);
  const state = usePageState(connection);
  const [toolbarSlot, setToolbarSlot] = useState<HTMLElement | null>(null);
  const [sharing, setSharing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const shownTitle = state.title || t("document.untitled");
  const unread = useChat(document.chat, "unread");
  const tabTitle = state.title === null ? t("app.name") : `${shownTitle} · ${t("app.name")}`;
  usePageTitle(unread > 0 ? `(${unread}) ${tabTitle}` : tabTitle);
  useTitleInLibrary(id, state.title);
  const summary = useSummary(id, state);
  const nameOf = useNameOf(connection, summary);
  useSharingInStep(id, connection);
  const colourOf = useColourOf(connection, summary, state.colours);
  useOwnPresence(connection.awareness);
  const places = useRef<TextPlaces>(null);
  const following = useFollowing(connection.awareness, places);

  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading);

  const { status, hasDocument, me, shelf, accessChange } = state;
  const isSentAway = status.is === "refused" && sentAway.has(status.code);
  const talker = hasDocument && !isSentAway && me !== null && can(me.role, "chat", shelf) ? me : null;
  const chat = useChatPlace({ mayTalk: talker !== null, onShow: () => following?.stop() });
  const narrow = useNarrow();
  const chatDoor = talker !== null && <ChatDoor store={document.chat} isOpen={chat.isOpen} toggle={chat.toggle} />;
  if (status.is === "refused" && !hasDocument && !showsReading(state)) {
    return <NoDocument id={id} menu={menu} state={state} connection={connection} />;
  }
  return (
    <div className="document-page" ref={chat.page} data-chat={chat.isOpen || undefined}>
      <div className="document-top" ref={chat.top}>
        <header>
          <DocumentBar
            id={id}
            connection={connection}
            state={state}
            draft={document.title}
            summary={summary}
            share={() => setSharing(true)}
            failed={setProblem}
            following={following}
            places={places}
            chatDoor={!narrow && chatDoor}
            menu={menu}
          />
          <EndBanner id={id} connection={connection} title={shownTitle} />
          {leftovers.map((leftover, index) => (
            <LeftoverBanner
              // biome-ignore lint/suspicious/noArrayIndexKey: they have no names, and only ever join at the end.
              key={index}
              leftover={leftover}
              title={shownTitle}
              me={me?.id ?? null}
              nameOf={nameOf}
              letGo={() => document.letGoOf(leftover)}
            />
          ))}
          {me !== null && status.is !== "refused" && (
            <ShelfBanner id={id} shelf={shelf} role={me.role} summary={summary} />
          )}
          {status.is !== "refused" && <AccessLine change={accessChange} me={me?.id ?? null} nameOf={nameOf} />}
          {problem !== null && <Notice sentence={problem} close={() => setProblem(null)} />}
        </header>
        <div className="document-toolbar" ref={setToolbarSlot} />
        <FollowBanner
          following={following}
          personOf={(member) => ({ name: nameOf(member) ?? t("presence.nameless"), color: colourOf(member) })}
        />
      </div>
      <main className="document-desk" id="content" tabIndex={-1}>
        <h1 className="visually-hidden" ref={heading} tabIndex={-1}>
          {shownTitle}
        </h1>
        <Body
          id={id}
          connection={connection}
          state={state}
          title={shownTitle}
          toolbarSlot={toolbarSlot}
          places={places}
          textIs={chat.textIs}
        />
      </main>
      {narrow && chatDoor && (
        <div className="chat-dock" ref={chat.dock}>
          {chatDoor}
        </div>
      )}
      {talker !== null && chat.isOpen && (
        <ChatPanel
          store={document.chat}
          awareness={connection.awareness}
          me={talker.id}
          colourOf={colourOf}
          passages={chat.passages}
          field={chat.field}
          close={chat.close}
          leave={chat.leave}
        />
      )}
      <ShareDialog documentId={id} opened={sharing} onClose={() => setSharing(false)} onLeft={() => go("/")} />
    </div>
  );
}

interface BodyProps {
  id: DocumentId;
  connection: Connection;
  state: PageState;
  title: string;
  toolbarSlot: HTMLElement | null;
  places: RefObject<TextPlaces | null>;
  textIs: (editor: Editor) => void;
}

function Body({ id, connection, state, title, toolbarSlot, places, textIs }: BodyProps) {
  const { t } = useTranslation();
  const [pasteRefused, setPasteRefused] = useState(false);
  const stopForUnknown = useCallback(() => connection.stop("unknown-content"), [connection]);

  if (showsReading(state)) return <ReadingView id={id} />;
  if (!state.hasDocument || state.me === null) return <Opening state={state} />;
  const { me, status } = state;
  const editable = readingReason(state) === null && (status.is === "live" || status.is === "away");
  return (
    <ErrorBoundary readOnlyView={() => <ReadingView id={id} />}>
      {pasteRefused && <Notice sentence={t("document.pasteTooLarge")} close={() => setPasteRefused(false)} />}
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
          onReady={(editor) => {
            places.current = textPlaces(editor, connection.awareness);
            textIs(editor);
            focusIfNew(editor);
          }}
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
