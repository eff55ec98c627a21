export const maxTitleLength = 200;

/** How many bytes the encoded state of one document may have. */
export const maxDocumentBytes = 10 * 1024 * 1024;
/** What the page refuses to take in one paste, before it enters the document. */
export const maxPasteBytes = 1024 * 1024;

/**
 * Reads a title: control characters out, white space folded; an empty one is allowed and shown as "Untitled".
 * Null when it is too long: a title is refused rather than cut.
 */
export function parseTitle(text: unknown): string | null {
  if (typeof text !== "string") return null;
  const title = text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return title.length <= maxTitleLength && title.isWellFormed() ? title : null;
}
