import * as Y from "yjs";
import { type RefusalCode, sentAway } from "../../shared/refusal.ts";
import type { ChatStore } from "../chat/chatStore.ts";
import type { Connection } from "./connection.ts";
import type { AccessChange, ConnectionState } from "./connectionState.ts";
import { wouldLoseWords } from "./saveState.ts";
import { openTitleDraft, type TitleDraft } from "./titleDraft.ts";

/** Words that the server did not take, because writing was taken away while they were written. */
export interface Leftover {
  /** All of the text as this page held it, these words included. */
  doc: Y.Doc;
  /** How many edits of it were not saved. */
  edits: number;
  code: RefusalCode;
  /** What took writing away; null when the page was not told. */
  change: AccessChange | null;
}

export interface Shown {
  connection: Connection;
  leftovers: readonly Leftover[];
}

/** A document of this tab: how it is connected, and what of it only this tab holds. */
export interface OpenDocument {
  /** The title being typed; like the words it may outlive the page on a bad connection. */
  readonly title: TitleDraft;
  /** What is said beside it; it goes on when the connection is replaced. */
  readonly chat: ChatStore;
  /** The same object until something changes, as React's external stores want it. */
  shown(): Shown;
  subscribe(listener: () => void): () => void;
  /** The person has a copy of these words, or does not want one. */
  letGoOf(leftover: Leftover): void;
  /** Whether closing it would lose something. */
  hasUnsent(): boolean;
  close(): void;
}

export interface OpenDocumentNeeds {
  connect: (doc: Y.Doc) => Connection;
  rename: (title: string) => Promise<unknown>;
  chat: ChatStore;
}

/** Refusals of writing. Who may still read goes on reading. */
const writingRefused: readonly RefusalCode[] = ["forbidden", "archived"];

/**
 * Opens a document. One refused update leaves a hole in a Y.Doc that poisons all later ones, so when writing is refused the page goes on
 * with a fresh Y.Doc, and keeps the old one as the words to be handed back. The old one is shown until the fresh one is there.
 */
export function openDocument(needs: OpenDocumentNeeds): OpenDocument {
  const listeners = new Set<() => void>();
  const title = openTitleDraft({ rename: needs.rename });
  let shown: Shown = { connection: needs.connect(new Y.Doc()), leftovers: [] };
  /** Connecting beside a refused one. */
  let fresh: Connection | null = null;
  let isClosed = false;

  watch(shown.connection);
  const stopTitle = title.subscribe(changed);

  function watch(connection: Connection): void {
    keepTitleInformed(connection, title);
    keepChatInformed(connection, needs.chat);
    connection.subscribe(() => {
      goOnReading();
      changed();
    });
  }

  function changed(): void {
    for (const listener of [...listeners]) listener();
  }

  function goOnReading(): void {
    const { connection } = shown;
    const { status, hasDocument, save } = connection.state();
    if (status.is !== "refused" || !writingRefused.includes(status.code)) return;
    // Without words of ours there is nothing that a fresh document would be spared, and it would be refused for the same reason.
    if (!hasDocument || save.unsaved === 0 || fresh !== null || isClosed) return;
    const { code } = status;
    const next = needs.connect(new Y.Doc());
    fresh = next;
    // It hears from its first moment on, or what is said until it is shown would be missed.
    next.talk.listen(needs.chat.hear);
    next.subscribe(() => {
      const state = next.state();
      if (fresh !== next) return;
      if (state.status.is === "refused") {
        // Not even reading is left: the words stay where they are, with the sentence that the first refusal brought.
        next.close();
        return;
      }
      if (!state.hasDocument) return;
      fresh = null;
      const change = connection.state().accessChange;
      const leftover: Leftover = { doc: connection.doc, edits: connection.state().save.unsaved, code, change };
      shown = { connection: next, leftovers: [...shown.leftovers, leftover] };
      connection.close();
      watch(next);
      changed();
    });
  }

  return {
    title,
    chat: needs.chat,
    shown: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    letGoOf(leftover) {
      shown = { ...shown, leftovers: shown.leftovers.filter((other) => other !== leftover) };
      changed();
    },
    hasUnsent: () => shown.leftovers.length > 0 || wouldLoseWords(shown.connection.state()) || title.hasUnsent(),
    close() {
      if (isClosed) return;
      isClosed = true;
      stopTitle();
      listeners.clear();
      title.close();
      fresh?.close();
      shown.connection.close();
    },
  };
}

function keepTitleInformed(connection: Connection, title: TitleDraft): void {
  let last: { title: string | null; isLive: boolean } = { title: null, isLive: false };
  const look = () => {
    const state = connection.state();
    const before = last;
    last = { title: state.title, isLive: state.status.is === "live" };
    if (state.title !== null && state.title !== before.title) title.documentSays(state.title);
    if (last.isLive && !before.isLive) title.connected();
  };
  connection.subscribe(look);
  look();
}

function keepChatInformed(connection: Connection, chat: ChatStore): void {
  chat.speakBy(connection.talk.say);
  connection.talk.listen(chat.hear);
  let last: ConnectionState["status"] | null = null;
  const look = () => {
    const { status, me } = connection.state();
    if (status === last) return;
    last = status;
    if (status.is === "live" && me !== null) chat.live(me.id);
    else if (status.is === "refused" && sentAway.has(status.code)) chat.sentAway();
    else chat.away();
  };
  connection.subscribe(look);
  look();
}
