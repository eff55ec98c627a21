import * as Y from "yjs";
import { type Findings, inspectDocument, inspectItem, isEmptied, mend } from "../../shared/schema/mend.ts";

/** The origin of the transactions in which the guard mends. They are this page's own edits, but nobody's to undo. */
export const mendingOrigin = { name: "mending" } as const;

export interface GuardOptions {
  /** Whether this page may change the document; one that may not must not mend either. Asked each time. */
  mayWrite?: () => boolean;
  /** Names of elements that were emptied by two hands and were given an empty paragraph. */
  onMended?: (names: string[]) => void;
}

export interface SchemaGuard {
  /** The document holds what this editor would destroy; none may be mounted on it any more. */
  readonly isBlocked: boolean;
  close: () => void;
}

/**
 * Keeps an editor from destroying what it does not know. The binding deletes every element that the editor's schema
 * refuses, for everybody, in the moment it hears of it; so the guard looks at each change before Yjs tells anybody:
 *
 * - Something unknown: `onUnknown` is called and must destroy the editor before it returns.
 * - An element that two people emptied together, each validly: it is mended first, and the editor never sees it invalid.
 *
 * Install it before the editor's binding exists. The whole document is looked through at once, so `onUnknown` may be
 * called before this returns; `isBlocked` then says so.
 */
export function installSchemaGuard(
  doc: Y.Doc,
  onUnknown: (names: string[]) => void,
  { mayWrite = () => true, onMended }: GuardOptions = {},
): SchemaGuard {
  let isBlocked = false;

  function act({ strange, empty }: Findings): void {
    const names = [...strange];
    if (names.length === 0 && empty.length > 0 && !mayWrite()) {
      for (const element of empty) names.push(element.nodeName);
    }
    if (names.length > 0) {
      isBlocked = true;
      onUnknown(names);
      return;
    }
    if (empty.length === 0) return;
    // Between the end of a transaction and its observers this is a transaction of its own, with its own update event.
    doc.transact(() => {
      for (const element of empty) mend(element);
    }, mendingOrigin);
    onMended?.(empty.map((element) => element.nodeName));
  }

  function beforeObserverCalls(transaction: Y.Transaction): void {
    if (isBlocked) return;
    try {
      act(changesOf(transaction));
    } catch (error) {
      // An exception in here would silence the Y.Doc for ever; it is thrown where it only stops itself.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  act(inspectDocument(doc));
  doc.on("beforeObserverCalls", beforeObserverCalls);
  return {
    get isBlocked() {
      return isBlocked;
    },
    close: () => doc.off("beforeObserverCalls", beforeObserverCalls),
  };
}

/** What one transaction brought: its new items, and the elements whose children it changed. Nothing else is looked at. */
function changesOf(transaction: Y.Transaction): Findings {
  const findings: Findings = { strange: new Set(), empty: [] };
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0;
    if (start === end) continue;
    const structs = transaction.doc.store.clients.get(client) ?? [];
    for (let index = Y.findIndexSS(structs, start); index < structs.length; index++) {
      const struct = structs[index];
      if (struct instanceof Y.Item) inspectItem(struct, findings);
    }
  }
  for (const type of transaction.changed.keys()) {
    const element: unknown = type;
    if (isEmptied(element) && !findings.empty.includes(element)) findings.empty.push(element);
  }
  return findings;
}
