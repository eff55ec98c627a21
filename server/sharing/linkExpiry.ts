import type { DocumentId } from "../../shared/ids.ts";
import type { AccessSource } from "../access/access.ts";

export interface LinkExpiryNeeds {
  catalog: AccessSource;
  /** Whoever is on the document by a link that has run out must go. */
  accessChanged: (documentId: DocumentId, by: null) => void;
  now: () => number;
  after: (ms: number, run: () => void) => { cancel: () => void };
}

export interface LinkExpiry {
  /** To be called when links were made, revoked or opened again. */
  linksChanged(): void;
  close(): void;
}

/** Timers cannot wait for longer than 24 days, and a wall clock may be set meanwhile. */
const longestWaitMs = 60 * 60 * 1000;

/** Lets the end of a link reach open sockets by itself: one timer, for the nearest end of all. */
export function watchLinkExpiry({ catalog, accessChanged, now, after }: LinkExpiryNeeds): LinkExpiry {
  let timer: { cancel: () => void } | null = null;
  let lookedAt = now();
  wait();
  return {
    linksChanged() {
      timer?.cancel();
      wait();
    },
    close: () => timer?.cancel(),
  };

  function wait(): void {
    const nearest = nearestEnd();
    timer = nearest === null ? null : after(Math.min(Math.max(0, nearest - now()), longestWaitMs), look);
  }

  function look(): void {
    const until = now();
    const since = Math.min(lookedAt, until);
    lookedAt = until;
    for (const [documentId, expiresAt] of ends()) {
      if (expiresAt > since && expiresAt <= until) accessChanged(documentId, null);
    }
    wait();
  }

  function nearestEnd(): number | null {
    let nearest: number | null = null;
    for (const [, expiresAt] of ends()) {
      if (expiresAt > lookedAt && (nearest === null || expiresAt < nearest)) nearest = expiresAt;
    }
    return nearest;
  }

  function* ends(): Generator<[DocumentId, number]> {
    for (const documentId of Object.keys(catalog.data.documents) as DocumentId[]) {
      for (const { expiresAt } of Object.values(catalog.data.documents[documentId]?.links ?? {})) {
        if (expiresAt !== null) yield [documentId, expiresAt];
      }
    }
  }
}
