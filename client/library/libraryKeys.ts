export type LibraryCommand =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "create"
  | "rename"
  | "star"
  | "trash"
  | "menu"
  | "undo"
  | "search"
  | "help";

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

const commands: Record<string, LibraryCommand | undefined> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  n: "create",
  F2: "rename",
  s: "star",
  Delete: "trash",
  m: "menu",
  u: "undo",
  "/": "search",
  "?": "help",
};

/** What a key asks of the list while no field has the focus. Enter is missing: the focused title is a link. */
export function commandOf(press: KeyPress): LibraryCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return null;
  return (Object.hasOwn(commands, press.key) && commands[press.key]) || null;
}

/** The index that a move leads to in a list of `count`; `current` is -1 while nothing is chosen. */
export function indexAfter(command: LibraryCommand, current: number, count: number): number | null {
  if (count === 0) return null;
  switch (command) {
    case "next":
      return Math.min(current + 1, count - 1);
    case "previous":
      return current < 0 ? count - 1 : Math.max(current - 1, 0);
    case "first":
      return 0;
    case "last":
      return count - 1;
    default:
      return null;
  }
}

/** Whether what has the focus wants the keys for itself. */
export function wantsKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=dialog]") !== null;
}
