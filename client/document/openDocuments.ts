import type * as Y from "yjs";
import { socketPath } from "../../shared/frames.ts";
import { type DocumentId, type MemberId, makeId } from "../../shared/ids.ts";
import { schemaNumber } from "../../shared/schema/names.ts";
import { fetchMe } from "../api/accounts.ts";
import { renameDocument } from "../api/documents.ts";
import { holdsUnsent } from "../app/unsentWords.ts";
import { type ChatDraft, isEmptyDraft } from "../chat/chatDraft.ts";
import { createChatStore } from "../chat/chatStore.ts";
import { type Connection, type LoginCheck, openConnection } from "./connection.ts";
import { type OpenDocument, openDocument } from "./openDocument.ts";
import { nextFrame } from "./remoteUpdates.ts";

interface Entry {
  document: OpenDocument;
  /** How many pages show it; a page under StrictMode comes twice. */
  holders: number;
}

/**
 * Documents of this tab that are open, or hold words that the server does not have. Leaving a page closes its document only
 * when nothing of it is unsent: a way back to the library must not cost what was typed on a bad connection.
 */
const open = new Map<DocumentId, Entry>();

/** What was typed beside a document and not said. Who leaves for the library and comes back finds it in its place. */
const chatDrafts = new Map<DocumentId, { by: MemberId; draft: ChatDraft }>();

/** Opens a document, or goes on with the one that is open, until `release` is called. */
export function holdDocument(id: DocumentId): { document: OpenDocument; release: () => void } {
  const entry = open.get(id) ?? openEntry(id);
  entry.holders++;
  let isHeld = true;
  return {
    document: entry.document,
    release() {
      if (!isHeld) return;
      isHeld = false;
      entry.holders--;
      // Later, because StrictMode lets go and takes hold again at once.
      setTimeout(() => closeIfDone(id, entry), 0);
    },
  };
}

function openEntry(id: DocumentId): Entry {
  const document = openDocument({
    connect: (doc) => connectTo(id, doc),
    rename: (title) => renameDocument(id, title),
    chat: createChatStore({ now: Date.now, newToken, kept: chatDrafts.get(id) }),
  });
  const entry: Entry = { document, holders: 0 };
  open.set(id, entry);
  document.subscribe(() => closeIfDone(id, entry));
  return entry;
}

function closeIfDone(id: DocumentId, entry: Entry): void {
  if (entry.holders > 0 || open.get(id) !== entry || entry.document.hasUnsent()) return;
  open.delete(id);
  keepChatDraft(id, entry.document);
  entry.document.close();
}

function keepChatDraft(id: DocumentId, { chat, shown }: OpenDocument): void {
  const { draft } = chat.state();
  const by = shown().connection.state().me?.id;
  if (by === undefined) return;
  if (isEmptyDraft(draft)) chatDrafts.delete(id);
  else chatDrafts.set(id, { by, draft });
}

function newToken(): string {
  return makeId((count) => crypto.getRandomValues(new Uint8Array(count)));
}

/** Gives up what this tab holds of a document, after its words were kept elsewhere or the person said so. */
export function letGo(id: DocumentId): void {
  const entry = open.get(id);
  open.delete(id);
  entry?.document.close();
}

/** Opens a socket for `doc`, with the parts of the browser that a connection needs. */
export function connectTo(documentId: DocumentId, doc: Y.Doc): Connection {
  return openConnection({
    documentId,
    doc,
    serverUrl: `${location.origin.replace(/^http/, "ws")}${socketPath}`,
    schema: schemaNumber,
    WebSocket,
    nextTurn: nextFrame,
    now: Date.now,
    random: Math.random,
    checkLogin,
    deviceIsOffline: () => !navigator.onLine,
  });
}

async function checkLogin(): Promise<LoginCheck> {
  try {
    return (await fetchMe()) === null ? "signed-out" : "signed-in";
  } catch {
    return "unreachable";
  }
}

// Closing the tab is the one way to lose words that are only here, so the browser asks first.
const anyUnsent = () => [...open.values()].some(({ document }) => document.hasUnsent());
window.addEventListener("beforeunload", (event) => {
  if (anyUnsent()) event.preventDefault();
});
// Signing out is another: nobody could send them any more.
holdsUnsent(anyUnsent);

// Moments at which waiting longer makes no sense: the network is back, or somebody looks (hidden pages' timers sleep).
window.addEventListener("online", retryAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") retryAll();
});

function retryAll(): void {
  for (const { document } of open.values()) {
    const { connection } = document.shown();
    if (connection.state().status.is !== "refused") connection.retry();
  }
}
