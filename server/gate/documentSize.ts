import * as Y from "yjs";

/** Keeps a document below its largest size without measuring it at each keystroke. */
export interface DocumentSize {
  /** Whether an update of so many bytes still fits. */
  allows(updateBytes: number): boolean;
  /** To be called with the bytes of each update that was applied. */
  grew(updateBytes: number): void;
}

/**
 * An update adds at most about its own bytes to the state, so the state measured once plus all bytes since is an upper
 * estimate. Only when that passes `maxBytes` is the state measured again, which merging and deletions have made smaller.
 * A document that stays full is measured again only after it has changed.
 */
export function createDocumentSize(doc: Y.Doc, maxBytes: number): DocumentSize {
  let measured = 0;
  let since = Number.POSITIVE_INFINITY;
  return {
    allows(updateBytes) {
      if (measured + since + updateBytes <= maxBytes) return true;
      if (since > 0) {
        measured = Y.encodeStateAsUpdate(doc).length;
        since = 0;
      }
      return measured + updateBytes <= maxBytes;
    },
    grew(updateBytes) {
      since += updateBytes;
    },
  };
}
