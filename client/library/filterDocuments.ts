import type { DocumentSummary } from "../../shared/api.ts";

/** The documents whose title holds every word of `text`, whatever its accents and capitals, in the order they came. */
export function filterDocuments(
  documents: readonly DocumentSummary[],
  text: string,
  untitled: string,
): DocumentSummary[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return documents.filter((document) => {
    const title = fold(document.title || untitled);
    return words.every((word) => title.includes(word));
  });
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss");
}
