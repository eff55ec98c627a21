import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import { maxTitleLength } from "../../shared/document.ts";
import type { DocumentId } from "../../shared/ids.ts";
import type { ShelfMove } from "../../shared/library.ts";
import type { Shelf } from "../../shared/member.ts";
import { renameDocument } from "../api/documents.ts";
import { failureSentence } from "../api/failure.ts";
import { duplicateDocument, moveDocument, purgeDocument, setStar } from "../api/library.ts";
import { type Change, listsKey, searchesKey, useMe } from "../api/queries.ts";
import { leaveDocument } from "../api/sharing.ts";
import { changeEverywhere, type Place, rememberLists, showsShelf } from "./libraryCache.ts";
import { newDocumentId } from "./useCreate.ts";
import type { SayNotice } from "./useNotice.ts";

interface ChangeOfOne {
  id: DocumentId;
  ask: () => Promise<unknown>;
  /** What lists show until the server has answered; absent when they wait for it. */
  meanwhile?: (place: Place) => Change;
  /** What lists show once the server has agreed. */
  afterwards?: (place: Place) => Change;
}

const mutationKey = ["documents", "change"];
const shelfAfter: Record<ShelfMove, Shelf> = {
  archive: "archive",
  reopen: "library",
  trash: "trash",
  restore: "library",
};
const wayBack: Record<ShelfMove, ShelfMove> = {
  archive: "reopen",
  reopen: "archive",
  trash: "restore",
  restore: "trash",
};

/**
 * What can be done with a document from its row. Lists show it at once where the server can only agree or refuse, and are put back when
 * it refuses; what was done, and what failed, is said by a notice.
 */
export function useDocumentActions(say: SayNotice) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const me = useMe();
  const copies = useRef(new Map<DocumentId, DocumentId>());

  const change = useMutation({
    mutationKey,
    mutationFn: ({ ask }: ChangeOfOne) => ask(),
    onMutate: async ({ id, meanwhile }) => {
      // An answer that was on its way before would show the old state again.
      await Promise.all([
        client.cancelQueries({ queryKey: listsKey }),
        client.cancelQueries({ queryKey: searchesKey }),
      ]);
      const putBack = rememberLists(client);
      if (meanwhile) changeEverywhere(client, id, meanwhile);
      return putBack;
    },
    onError: (_failure, _change, putBack) => putBack?.(),
    onSuccess: (_answer, { id, afterwards }) => {
      if (afterwards) changeEverywhere(client, id, afterwards);
    },
    onSettled: () => {
      // With several on their way, the last one asks: an earlier answer could not know of the later ones.
      if (client.isMutating({ mutationKey }) > 1) return;
      void client.invalidateQueries({ queryKey: listsKey });
      void client.invalidateQueries({ queryKey: searchesKey });
    },
  });

  const named = ({ title }: { title: string }) => title || t("document.untitled");

  /** True once done; what failed has been said. */
  async function tried(what: ChangeOfOne, failed: (why: string) => string): Promise<boolean> {
    try {
      await change.mutateAsync(what);
      return true;
    } catch (failure) {
      say({ tone: "red", sentence: failed(failureSentence(t, failure)) });
      return false;
    }
  }

  async function move(document: DocumentSummary, how: ShelfMove): Promise<void> {
    const shelf = shelfAfter[how];
    const title = named(document);
    const done = await tried(
      {
        id: document.id,
        ask: () => moveDocument(document.id, how),
        meanwhile: (place) => (shown) => (showsShelf(place, shelf) ? { ...shown, shelf } : null),
      },
      (why) => t(`library.move.${how}Failed`, { title, why }),
    );
    const back = wayBack[how];
    if (done) {
      const undo = () => void moveBack(document, back);
      say({ tone: "calm", sentence: t(`library.move.${how}Done`, { title }), undo });
    }
  }

  async function moveBack(document: DocumentSummary, how: ShelfMove): Promise<void> {
    const title = named(document);
    const done = await tried({ id: document.id, ask: () => moveDocument(document.id, how) }, (why) =>
      t(`library.move.${how}Failed`, { title, why }),
    );
    if (done) say({ tone: "calm", sentence: t("library.undone", { title }) });
  }

  return {
    move,
    star: (document: DocumentSummary) => {
      const isStarred = !document.isStarred;
      return tried(
        {
          id: document.id,
          ask: () => setStar(document.id, isStarred),
          meanwhile: () => (shown) => ({ ...shown, isStarred }),
        },
        (why) => t("library.starFailed", { title: named(document), why }),
      );
    },
    /** Rejects with the failure, which the field shows where the title was typed. */
    rename: (document: DocumentSummary, title: string) =>
      change.mutateAsync({
        id: document.id,
        ask: () => renameDocument(document.id, title),
        afterwards: () => (shown) => ({ ...shown, title }),
      }),
    duplicate: async (document: DocumentSummary) => {
      const title = cut(t("library.copyOf", { title: named(document) }));
      // Kept over failures, so that a try whose answer was lost does not leave two copies.
      const id = copies.current.get(document.id) ?? newDocumentId();
      copies.current.set(document.id, id);
      const done = await tried({ id, ask: () => duplicateDocument(document.id, { id, title }) }, (why) =>
        t("library.duplicateFailed", { title: named(document), why }),
      );
      if (!done) return;
      copies.current.delete(document.id);
      say({
        tone: "calm",
        sentence: t("library.duplicated", { title }),
        link: { label: t("library.ways.open"), href: `/d/${id}` },
      });
    },
    /** Rejects with the failure, which the dialog shows. */
    purge: async (document: DocumentSummary) => {
      await change.mutateAsync({
        id: document.id,
        ask: () => purgeDocument(document.id),
        afterwards: () => () => null,
      });
      say({ tone: "calm", sentence: t("library.purged", { title: named(document) }) });
    },
    /** Gives up one's own access. Rejects with the failure, which the dialog shows. */
    leave: async (document: DocumentSummary) => {
      if (me === null) return;
      await change.mutateAsync({
        id: document.id,
        ask: () => leaveDocument(document.id, me.member.id),
        afterwards: () => () => null,
      });
      say({ tone: "calm", sentence: t("library.left", { title: named(document) }) });
    },
  };
}

/** A title within its limit, without half of a letter at its end. */
function cut(title: string): string {
  return title.length <= maxTitleLength
    ? title
    : title
        .slice(0, maxTitleLength)
        .toWellFormed()
        .replace(/\ufffd$/, "");
}
