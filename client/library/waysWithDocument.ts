import type { DocumentSummary } from "../../shared/api.ts";
import { type Action, can } from "../../shared/member.ts";

/** What a row offers to do with its document. */
export type Way =
  | "open"
  | "rename"
  | "star"
  | "unstar"
  | "duplicate"
  | "share"
  | "download"
  | "archive"
  | "reopen"
  | "trash"
  | "restore"
  | "purge"
  | "leave";

/** What the member may do with this document where it stands, in the order of the menu. */
export function waysWith(document: Pick<DocumentSummary, "role" | "shelf" | "isStarred">): Way[] {
  const { role, shelf, isStarred } = document;
  const may = (action: Action) => can(role, action, shelf);
  const ways: Way[] = [];
  if (may("read")) ways.push("open");
  if (shelf === "trash") {
    if (may("delete")) ways.push("restore", "purge");
    return ways;
  }
  if (may("rename")) ways.push("rename");
  if (may("read")) ways.push(isStarred ? "unstar" : "star", "duplicate");
  if (may("share")) ways.push("share");
  if (may("export")) ways.push("download");
  if (may("archive")) ways.push(shelf === "archive" ? "reopen" : "archive");
  if (may("delete")) ways.push("trash");
  // Owners go where the others are, so that one of them stays.
  if (role !== "owner") ways.push("leave");
  return ways;
}
