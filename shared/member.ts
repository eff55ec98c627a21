/** Roles on a document, from most to least. A member has exactly one on each document. */
export const roles = ["owner", "editor", "commenter", "viewer"] as const;
export type Role = (typeof roles)[number];

export type Action = "read" | "comment" | "edit" | "rename" | "delete";

const permissions: Record<Role, ReadonlySet<Action>> = {
  owner: new Set<Action>(["read", "comment", "edit", "rename", "delete"]),
  editor: new Set<Action>(["read", "comment", "edit", "rename"]),
  commenter: new Set<Action>(["read", "comment"]),
  viewer: new Set<Action>(["read"]),
};

/** The only table of permissions: the server refuses by it, the client hides by it. */
export function can(role: Role, action: Action): boolean {
  return permissions[role].has(action);
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

/** Whether there is anything to be seen in it: some letters are only there to join, fill or turn others. */
function isVisible(text: string): boolean {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu, "") !== "";
}
