import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { DocumentId } from "../../shared/ids.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionState } from "./connectionState.ts";
import type { OpenDocument, Shown } from "./openDocument.ts";
import { holdDocument } from "./openDocuments.ts";
import { type OtherPeople, otherPeopleIn } from "./otherPeople.ts";
import { nextLookAt, type SaveState, saveStateOf } from "./saveState.ts";

/** A document while a page shows it; null in the first moment. */
export function useOpenDocument(id: DocumentId): OpenDocument | null {
  const [document, setDocument] = useState<OpenDocument | null>(null);
  useEffect(() => {
    const held = holdDocument(id);
    setDocument(held.document);
    return () => {
      setDocument(null);
      held.release();
    };
  }, [id]);
  return document;
}

/** How it is connected now, and the words that were refused before. */
export function useShown(document: OpenDocument): Shown {
  return useSyncExternalStore(document.subscribe, document.shown);
}

export function useConnectionState(connection: Connection): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** What a page draws. The counts change with every key, and nothing but the chip shall be drawn anew for that. */
export type PageState = Omit<ConnectionState, "save" | "storageFailing">;

export function usePageState(connection: Connection): PageState {
  const snapshot = useMemo(() => {
    let last: PageState = connection.state();
    return () => {
      const next = connection.state();
      const isSame =
        next.status === last.status &&
        next.hasDocument === last.hasDocument &&
        next.title === last.title &&
        next.me === last.me &&
        next.shelf === last.shelf &&
        next.accessChange === last.accessChange &&
        next.colours === last.colours;
      if (!isSame) last = next;
      return last;
    };
  }, [connection]);
  return useSyncExternalStore(connection.subscribe, snapshot);
}

/** Who else is in the document: other people, and one's own other tabs. */
export function useOthers(connection: Connection): OtherPeople {
  const { awareness } = connection;
  const store = useMemo(() => {
    let last: OtherPeople = { people: 0, ownTabs: 0 };
    return {
      subscribe(listener: () => void) {
        awareness.on("change", listener);
        const stop = connection.subscribe(listener);
        return () => {
          awareness.off("change", listener);
          stop();
        };
      },
      snapshot() {
        const next = otherPeopleIn(awareness, connection.state().me?.id ?? null);
        if (next.people !== last.people || next.ownTabs !== last.ownTabs) last = next;
        return last;
      },
    };
  }, [connection, awareness]);
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

const calmAfterMs = 350;

/**
 * What the chip says. Bad news shows at once; "Saved" only after it has been true for a moment, so that the words do not
 * flicker at every key. The delay can only understate.
 */
export function useSaveState(connection: Connection): SaveState {
  const state = useConnectionState(connection);
  const others = useOthers(connection);
  const [now, setNow] = useState(Date.now);
  const fresh = saveStateOf(state, others, Math.max(now, Date.now()));
  const [shown, setShown] = useState(fresh);

  useEffect(() => {
    const at = nextLookAt(state);
    if (at === null || at <= Date.now()) return;
    const timer = setTimeout(() => setNow(Date.now()), at - Date.now());
    return () => clearTimeout(timer);
  }, [state]);

  const isSame = JSON.stringify(fresh) === JSON.stringify(shown);
  const mayWait = fresh.says === "saved" && shown.says === "saving";
  useEffect(() => {
    if (isSame || !mayWait) return;
    const timer = setTimeout(() => setShown(fresh), calmAfterMs);
    return () => clearTimeout(timer);
  }, [isSame, mayWait, fresh]);

  if (!isSame && !mayWait) setShown(fresh);
  return mayWait ? shown : fresh;
}
