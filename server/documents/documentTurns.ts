import type { DocumentId } from "../../shared/ids.ts";

/** What concerns a document as a whole, one after the other: being made, moving between shelves, going for good. */
export interface DocumentTurns {
  /** Documents for which something is under way; each promise resolves, never rejects, when that is over. */
  readonly underWay: ReadonlyMap<DocumentId, Promise<void>>;
  /** Does `work` once everything that was asked for the document before is over. */
  take<T>(documentId: DocumentId, work: () => Promise<T>): Promise<T>;
}

export function createDocumentTurns(): DocumentTurns {
  const underWay = new Map<DocumentId, Promise<void>>();
  return {
    underWay,
    take(documentId, work) {
      // Each waits for the one before it and stands in the map at once, so that of two calls in one turn neither overtakes the other.
      const done = (underWay.get(documentId) ?? Promise.resolve()).then(work);
      const leave = () => {
        if (underWay.get(documentId) === over) underWay.delete(documentId);
      };
      const over: Promise<void> = done.then(leave, leave);
      underWay.set(documentId, over);
      return done;
    },
  };
}
