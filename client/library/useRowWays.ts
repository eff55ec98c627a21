import { useCallback, useEffect, useRef, useState } from "react";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { View } from "../../shared/library.ts";
import type { useDocumentActions } from "./useDocumentActions.ts";
import type { Rows } from "./useRows.ts";
import type { Way } from "./waysWithDocument.ts";

export interface RowWaysNeeds {
  view: View;
  rows: Rows;
  actions: ReturnType<typeof useDocumentActions>;
  onOpen: (id: DocumentId) => void;
  onShare: ((id: DocumentId) => void) | undefined;
}

/** What cannot be taken back is asked about first. The document stays while the dialog goes. */
export interface Asked {
  about: "purge" | "leave";
  document: DocumentSummary;
  /** The row that had the keyboard. */
  index: number;
  isAsking: boolean;
}

/** What happens when something is chosen for a row: at once, in a field, or after a question. */
export function useRowWays(needs: RowWaysNeeds) {
  const { view, rows, actions } = needs;
  // A field that was open belongs to the view in which it was opened.
  const [renaming, setRenaming] = useState<{ id: DocumentId; view: View } | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const latest = useRef(needs);
  useEffect(() => {
    latest.current = needs;
  });

  // The same functions at every drawing, so that rows are not drawn anew for them.
  const onWay = useCallback((way: Way, document: DocumentSummary) => {
    const { actions, rows, view, onOpen, onShare } = latest.current;
    switch (way) {
      case "open":
        return onOpen(document.id);
      case "rename":
        return setRenaming({ id: document.id, view });
      case "star":
      case "unstar":
        return void actions.star(document);
      case "duplicate":
        return void actions.duplicate(document);
      case "share":
        return onShare?.(document.id);
      case "archive":
      case "reopen":
      case "trash":
      case "restore":
        return void actions.move(document, way);
      case "purge":
      case "leave":
        return setAsked({ about: way, document, index: rows.focusedIndex(), isAsking: true });
      case "download":
        return; // The item is a link.
      default:
        way satisfies never;
    }
  }, []);
  const onRename = useCallback(
    (title: string, document: DocumentSummary) => latest.current.actions.rename(document, title),
    [],
  );
  const onRenameDone = useCallback(
    (hadFocus: boolean, document: DocumentSummary) => {
      if (hadFocus) rows.focusOnceThere(document.id);
      setRenaming(null);
    },
    [rows],
  );

  return {
    isRenaming: ({ id }: DocumentSummary) => renaming?.id === id && renaming.view === view,
    onWay,
    onRename,
    onRenameDone,
    asked,
    /** Does what was asked about. Rejects with the failure, which the dialog shows. */
    goOn: async () => {
      if (asked === null) return;
      await actions[asked.about](asked.document);
      // The row that the dialog would give the keyboard back to is gone.
      setTimeout(() => rows.focusNear(asked.index));
    },
    stopAsking: () => setAsked((before) => before && { ...before, isAsking: false }),
  };
}
