import * as Y from "yjs";

export interface OwnChanges {
  /** Hands over what was made since the last time; called by itself soon after each change. */
  flush(): void;
  close(): void;
}

interface OwnChangesNeeds {
  doc: Y.Doc;
  /** Whether changes of this transaction origin are made by the person at this page. */
  isOwnOrigin: (origin: unknown) => boolean;
  made: (updates: Uint8Array[]) => void;
  /** Yjs goes on applying and showing changes, but no longer reports them. */
  silenced: () => void;
}

/**
 * Watches a document for changes that have to be sent. Readers too change a document, for Yjs tidies formatting after remote
 * edits; that is everybody's own business and stays here. What was written under an id of this page is always sent, whoever wrote
 * it: a hole in the sequence would hold back everything after it.
 *
 * One exception in any listener of a Y.Doc silences it for ever, so the listeners here only note, and the work is done in a
 * microtask, which also checks that the document still reports what happens to it.
 */
export function watchOwnChanges({ doc, isOwnOrigin, made, silenced }: OwnChangesNeeds): OwnChanges {
  const ownClients = new Set([doc.clientID]);
  let waiting: Uint8Array[] = [];
  let isScheduled = false;
  let isClosed = false;
  let clockTold = Y.getState(doc.store, doc.clientID);
  let clientTold = doc.clientID;

  function onUpdate(update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void {
    ownClients.add(doc.clientID);
    clientTold = doc.clientID;
    clockTold = transaction.afterState.get(clientTold) ?? 0;
    if (isOwnOrigin(origin) || wroteUnder(ownClients, transaction)) waiting.push(update);
  }

  function onTransaction(): void {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    isScheduled = false;
    if (isClosed) return;
    const updates = waiting;
    waiting = [];
    if (updates.length > 0) made(updates);
    if (isSilenced()) silenced();
  }

  function isSilenced(): boolean {
    if (doc._transaction !== null) return false;
    if (doc._transactionCleanups.length > 0) return true;
    return Y.getState(doc.store, clientTold) !== clockTold;
  }

  doc.on("update", onUpdate);
  doc.on("beforeTransaction", onTransaction);
  return {
    flush,
    close() {
      isClosed = true;
      doc.off("update", onUpdate);
      doc.off("beforeTransaction", onTransaction);
    },
  };
}

function wroteUnder(clients: ReadonlySet<number>, { beforeState, afterState }: Y.Transaction): boolean {
  for (const client of clients) {
    if ((afterState.get(client) ?? 0) > (beforeState.get(client) ?? 0)) return true;
  }
  return false;
}
