import type { Extensions } from "@tiptap/core";
import { ListKeymap, TaskItem } from "@tiptap/extension-list";
import { Placeholder } from "@tiptap/extension-placeholder";
import { Dropcursor, Gapcursor } from "@tiptap/extensions";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { documentExtensions } from "../../shared/schema/documentExtensions.ts";
import { CarefulKeys } from "./extensions/carefulKeys.ts";
import { CareOfPaste } from "./extensions/careOfPaste.ts";
import { CaretBlock } from "./extensions/caretBlock.ts";
import { CaretInSight } from "./extensions/caretInSight.ts";
import { EditorKeys } from "./extensions/editorKeys.ts";
import { ListMarkers } from "./extensions/listMarkers.ts";
import { MarkdownLinks } from "./extensions/markdownLinks.ts";
import { OwnCaret } from "./extensions/ownCaret.ts";
import { QuietBinding } from "./extensions/quietBinding.ts";
import { RemoteCarets } from "./extensions/remoteCarets.ts";
import { SlashMenu, type SlashMenuStore } from "./extensions/slashMenu.ts";
import { UndoSteps } from "./extensions/undoSteps.ts";
import type { BlockId } from "./formatting.ts";

/** What the editor says to people; asked whenever it is shown, because the language may change. */
export interface EditorWords {
  placeholder: () => string;
  nameless: () => string;
  taskLabel: () => string;
  wordsFor: (id: BlockId) => string;
}

export interface EditorParts {
  doc: Y.Doc;
  awareness: Awareness;
  words: EditorWords;
  slashMenu: SlashMenuStore;
  onPasteTooLarge: () => void;
}

/** Everything the editor is made of. Nodes and marks come from the schema alone; what is added here draws and listens. */
export function editorExtensions({ doc, awareness, words, slashMenu, onPasteTooLarge }: EditorParts): Extensions {
  return [
    ...documentExtensions.map((extension) =>
      extension.name === TaskItem.name ? withTaskLabel(extension, words.taskLabel) : extension,
    ),
    QuietBinding.configure({ document: doc }),
    UndoSteps,
    CaretBlock,
    CaretInSight,
    OwnCaret,
    RemoteCarets.configure({ awareness, nameless: words.nameless }),
    CareOfPaste.configure({ onTooLarge: onPasteTooLarge }),
    SlashMenu.configure({ store: slashMenu, wordsFor: words.wordsFor }),
    EditorKeys,
    CarefulKeys,
    ListMarkers,
    MarkdownLinks,
    ListKeymap,
    Dropcursor.configure({ color: false, class: "drop-cursor" }),
    Gapcursor,
    Placeholder.configure({ placeholder: words.placeholder }),
  ];
}

function withTaskLabel(extension: Extensions[number], taskLabel: () => string): Extensions[number] {
  // The label is text of the page, invisible but there: a task's own words would stand in it twice.
  return extension.configure({ a11y: { checkboxLabel: taskLabel } });
}
