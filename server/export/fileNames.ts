/** Titles as names of files, on any system, and in the header that tells a browser of one. */
import type { DocumentId } from "../../shared/ids.ts";

const maxLength = 80;
const reservedOnWindows = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Keeps letters, digits and a few harmless signs of a title; "Untitled" when nothing is left. */
export function fileNameOf(title: string): string {
  const kept = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} ._,()+-]+/gu, " ")
    .replace(/\s+/gu, " ");
  const short = [...kept].slice(0, maxLength).join("");
  // A dot in front hides a file, and Windows drops dots and spaces at the end.
  const trimmed = short.replace(/^[ .]+|[ .]+$/gu, "");
  if (trimmed === "") return "Untitled";
  return reservedOnWindows.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** A folder name that no other document has. */
export function folderNameOf(title: string, id: DocumentId): string {
  return `${fileNameOf(title)} ${id.slice(0, 10)}`;
}

/** The header of RFC 6266: any browser gets plain letters, and those that know more the real name. */
export function attachmentHeader(fileName: string): string {
  const plain = fileName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9 ._,()+-]+/g, "_");
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
