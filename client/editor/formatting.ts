import type { ChainedCommands, Command, Editor } from "@tiptap/core";
import { ownStep } from "./extensions/undoSteps.ts";

/** What a text can be made of, in the order in which it is offered. */
export const blocks = [
  "paragraph",
  "heading1",
  "heading2",
  "heading3",
  "bulletList",
  "orderedList",
  "taskList",
  "blockquote",
  "codeBlock",
  "table",
  "divider",
] as const;
export type BlockId = (typeof blocks)[number];

export const marks = ["bold", "italic", "underline", "strike", "code", "highlight"] as const;
export type MarkId = (typeof marks)[number];

/** The styles that a line of text can have; exactly one at a time. */
export const textStyles = ["paragraph", "heading1", "heading2", "heading3"] as const;
export type TextStyle = (typeof textStyles)[number];

type CommandId = BlockId | MarkId | "undo" | "redo" | "link" | "toolbar";

const keys: Partial<Record<CommandId, string>> = {
  bold: "Mod-B",
  italic: "Mod-I",
  underline: "Mod-U",
  strike: "Mod-Shift-S",
  code: "Mod-E",
  highlight: "Mod-Shift-H",
  link: "Mod-K",
  paragraph: "Mod-Alt-0",
  heading1: "Mod-Alt-1",
  heading2: "Mod-Alt-2",
  heading3: "Mod-Alt-3",
  bulletList: "Mod-Shift-8",
  orderedList: "Mod-Shift-7",
  taskList: "Mod-Shift-9",
  blockquote: "Mod-Shift-B",
  codeBlock: "Mod-Alt-C",
  undo: "Mod-Z",
  redo: "Mod-Shift-Z",
  toolbar: "Alt-F10",
};

/** The keys of a command as people read them on their own keyboard: `Ctrl+B`, or `⌘B` on a Mac. */
export function shortcutOf(command: CommandId, isMac: boolean): string | undefined {
  const parts = keys[command]?.split("-");
  if (!isMac) return parts?.map((part) => (part === "Mod" ? "Ctrl" : part)).join("+");
  const signs: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥" };
  return parts?.map((part) => signs[part] ?? part).join("");
}

export function isActiveBlock(editor: Editor, id: BlockId): boolean {
  const level = headingLevel(id);
  return level === null ? editor.isActive(id) : editor.isActive("heading", { level });
}

/** Turns the selection into a block, or back where it is one already. */
export function toggleBlock(editor: Editor, id: BlockId): boolean {
  const chain = editor.chain().focus();
  const level = headingLevel(id);
  if (level !== null) return chain.toggleHeading({ level }).run();
  switch (id) {
    case "bulletList":
      return chain.toggleBulletList().run();
    case "orderedList":
      return chain.toggleOrderedList().run();
    case "taskList":
      return chain.toggleTaskList().run();
    case "blockquote":
      return chain.toggleBlockquote().run();
    case "codeBlock":
      return chain.toggleCodeBlock().run();
    default:
      return insertBlock(chain, id).run();
  }
}

/** Adds a block at the selection, or makes the line there one. */
export function insertBlock(chain: ChainedCommands, id: BlockId): ChainedCommands {
  const alone = chain.setMeta(ownStep, true);
  const level = headingLevel(id);
  if (level !== null) return alone.setHeading({ level });
  switch (id) {
    case "bulletList":
      return alone.toggleBulletList();
    case "orderedList":
      return alone.toggleOrderedList();
    case "taskList":
      return alone.toggleTaskList();
    case "blockquote":
      return alone.setBlockquote();
    case "codeBlock":
      return alone.setCodeBlock();
    case "table":
      return alone.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).command(leaveWayOut);
    case "divider":
      return alone.setHorizontalRule();
    default:
      return alone.setParagraph();
  }
}

/** Nobody should have to write their last words in a table: a line follows it where nothing else does. */
const leaveWayOut: Command = ({ tr, state }) => {
  const { $from } = tr.selection;
  const depth = Array.from({ length: $from.depth }, (_, index) => index + 1).find(
    (level) => $from.node(level).type.name === "table",
  );
  const paragraph = state.schema.nodes.paragraph?.create();
  if (depth === undefined || !paragraph || $from.indexAfter(depth - 1) < $from.node(depth - 1).childCount) return true;
  tr.insert($from.after(depth), paragraph);
  return true;
};

export function toggleMark(editor: Editor, id: MarkId): boolean {
  return editor.chain().focus().toggleMark(id).run();
}

/** Takes the link away that the selection stands in, from all of its words. */
export function removeLink(editor: Editor): boolean {
  return editor.chain().focus().extendMarkRange("link").unsetLink().run();
}

export function styleOfSelection(editor: Editor): TextStyle | null {
  return textStyles.find((id) => isActiveBlock(editor, id)) ?? null;
}

function headingLevel(id: BlockId): 1 | 2 | 3 | null {
  return id === "heading1" ? 1 : id === "heading2" ? 2 : id === "heading3" ? 3 : null;
}
