import type { MemberId } from "./ids.ts";

/** Roles on a document, from most to least. A member has exactly one on each document. */
export const roles = ["owner", "editor", "commenter", "viewer"] as const;
export type Role = (typeof roles)[number];

/**
 * Where a document stands. In the archive it is finished: to be read, frozen for everybody. In the trash it is about to go: only its
 * owners still see it.
 */
export const shelves = ["library", "archive", "trash"] as const;
export type Shelf = (typeof shelves)[number];

export type Action =
  | "read"
  /** Hear what is said beside the text, and say something: for everybody who may read, also where nobody may write. */
  | "chat"
  | "comment"
  | "edit"
  | "rename"
  /** Invite, change roles, make and revoke links. */
  | "share"
  /** Into the archive and out of it. */
  | "archive"
  /** Into the trash, out of it, and gone for good from there. */
  | "delete"
  /** Download all that belongs to the document. */
  | "export";

type Permissions = Record<Role, ReadonlySet<Action>>;

const permissions: Record<Shelf, Permissions> = {
  library: {
    owner: new Set<Action>(["read", "chat", "comment", "edit", "rename", "share", "archive", "delete", "export"]),
    editor: new Set<Action>(["read", "chat", "comment", "edit", "rename"]),
    commenter: new Set<Action>(["read", "chat", "comment"]),
    viewer: new Set<Action>(["read", "chat"]),
  },
  archive: {
    owner: new Set<Action>(["read", "chat", "share", "archive", "delete", "export"]),
    editor: new Set<Action>(["read", "chat"]),
    commenter: new Set<Action>(["read", "chat"]),
    viewer: new Set<Action>(["read", "chat"]),
  },
  trash: {
    owner: new Set<Action>(["read", "chat", "delete", "export"]),
    editor: new Set<Action>(),
    commenter: new Set<Action>(),
    viewer: new Set<Action>(),
  },
};

/** The only table of permissions: the server refuses by it, the client hides by it. */
export function can(role: Role, action: Action, shelf: Shelf = "library"): boolean {
  return permissions[shelf][role].has(action);
}

/** True when the first role allows more than the second. */
export function isMore(role: Role, than: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(than);
}

export const maxNameLength = 60;

/**
 * Reads a chosen name: control and direction-override characters out, white space folded. Null when nothing is left or it is longer than
 * `maxNameLength`, because a name is refused rather than cut.
 */
export function parseName(text: unknown): string | null {
  if (typeof text !== "string") return null;
  const name = text
    .replace(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return isVisible(name) && name.length <= maxNameLength && name.isWellFormed() ? name : null;
}

export const maxInitialsLength = 3;

/** Reads chosen initials by the rules of `parseName`; null when nothing is left or they are too long. */
export function parseInitials(text: unknown): string | null {
  const parsed = parseName(text);
  return parsed !== null && [...parsed].length <= maxInitialsLength ? parsed : null;
}

/** Somebody as others see them. */
export interface ShownPerson {
  id: MemberId;
  name: string;
  /** Those that they chose; absent where they come from the name. */
  initials?: string;
}

/** Whether there is anything to be seen in it: some letters are only there to join, fill or turn others. */
function isVisible(text: string): boolean {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu, "") !== "";
}
