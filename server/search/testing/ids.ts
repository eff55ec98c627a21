import type { DocumentId } from "../../../shared/ids.ts";

/** An id that says which document it is. */
export function idOf(letter: string): DocumentId {
  return letter.repeat(26).slice(0, 26) as DocumentId;
}
