/** Titles as names of files, on any system, and in the header that tells a browser of one. */
import type { DocumentId } from "../../shared/ids.ts";

const maxLength = 80;
/** File systems allow 255 in all; an id, an ending and what a system adds to names that are taken follow. */
const maxBytes = 200;
const reservedOnWindows = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³]) *(?:\.|$)/iu;

/** Keeps letters, digits and a few harmless signs of a title; "Untitled" when nothing is left. */
export function fileNameOf(title: string): string {
  const kept = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} ._,()+-]+/gu, " ")
    .replace(/\s+/gu, " ");
  const short = beginningOf(kept);
  // A dot in front hides a file, and Windows drops dots and spaces at the end.
  const trimmed = short.replace(/^[ .]+|[ .]+$/gu, "");
  if (trimmed === "") return "Untitled";
  return reservedOnWindows.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** A folder name that no other document has: the whole id, because a browser chooses it and may choose one that begins like another. */
export function folderNameOf(title: string, id: DocumentId): string {
  return `${fileNameOf(title)} ${id}`;
}

function beginningOf(text: string): string {
  let short = "";
  let bytes = 0;
  for (const sign of [...text].slice(0, maxLength)) {
    bytes += Buffer.byteLength(sign);
    if (bytes > maxBytes) break;
    short += sign;
  }
  return short;
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
