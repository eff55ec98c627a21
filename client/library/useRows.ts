import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from "react";
import type { DocumentId } from "../../shared/ids.ts";

export interface Rows {
  /** For the link of a document's row. The same function for the same document, so that rows are not drawn anew for it. */
  linkOf: (id: DocumentId) => (link: HTMLAnchorElement | null) => void;
  /** The row that the keyboard is in; -1 while it is elsewhere. */
  focusedIndex: () => number;
  focusIndex: (index: number) => void;
  /** The row there or, when the list is shorter by now, its last one; the heading when it is empty. */
  focusNear: (index: number) => void;
  /** Puts the keyboard onto the row as soon as its link is there, unless it has gone on to something else by then. */
  focusOnceThere: (id: DocumentId) => void;
  openMenuAt: (index: number) => void;
}

/**
 * Where the keyboard is in the list, and keeping it there: a row that goes leaves it to the one that takes its place.
 *
 * @param heading gets the keyboard when the last row goes.
 */
export function useRows(
  ids: readonly DocumentId[],
  cameFrom: DocumentId | null,
  heading: RefObject<HTMLElement | null>,
): Rows {
  const links = useRef(new Map<DocumentId, HTMLAnchorElement>());
  const refs = useRef(new Map<DocumentId, (link: HTMLAnchorElement | null) => void>());
  const awaited = useRef<DocumentId | null>(cameFrom);
  const last = useRef<{ id: DocumentId; index: number } | null>(null);
  const shown = useRef(ids);

  const rowOf = useCallback((id: DocumentId | undefined) => {
    return id === undefined ? null : (links.current.get(id)?.closest("li") ?? null);
  }, []);

  const rows = useMemo((): Rows => {
    const focusedIndex = () => shown.current.findIndex((id) => rowOf(id)?.contains(document.activeElement));
    return {
      focusedIndex,
      linkOf: (id) => {
        const known = refs.current.get(id);
        if (known) return known;
        const keep = (link: HTMLAnchorElement | null) => {
          if (link === null) {
            links.current.delete(id);
            return;
          }
          links.current.set(id, link);
          if (awaited.current !== id) return;
          awaited.current = null;
          const at = document.activeElement;
          if (at === null || at === document.body || at === heading.current) link.focus();
        };
        refs.current.set(id, keep);
        return keep;
      },
      focusIndex: (index) => {
        const id = shown.current[index];
        if (id !== undefined) links.current.get(id)?.focus();
      },
      focusNear: (index) => {
        const near = Math.min(Math.max(index, 0), shown.current.length - 1);
        const id = shown.current[near];
        if (id === undefined) heading.current?.focus();
        else links.current.get(id)?.focus();
      },
      focusOnceThere: (id) => {
        awaited.current = id;
      },
      openMenuAt: (index) => rowOf(shown.current[index])?.querySelector<HTMLElement>(".row-menu")?.click(),
    };
  }, [heading, rowOf]);

  const note = useCallback(() => {
    const index = rows.focusedIndex();
    const id = shown.current[index];
    if (id !== undefined) last.current = { id, index };
    else if (document.activeElement !== document.body) last.current = null;
  }, [rows]);
  useLayoutEffect(() => {
    shown.current = ids;
    const at = document.activeElement;
    if (last.current && !ids.includes(last.current.id) && (at === null || at === document.body)) {
      rows.focusNear(last.current.index);
    }
    note();
  });

  useLayoutEffect(() => {
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [note]);

  return rows;
}
