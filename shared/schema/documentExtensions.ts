import { type Extensions, getSchema } from "@tiptap/core";
import { Highlight } from "@tiptap/extension-highlight";
import { Link } from "@tiptap/extension-link";
import { ListItem, TaskItem, TaskList } from "@tiptap/extension-list";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import type { Schema } from "@tiptap/pm/model";
import StarterKit from "@tiptap/starter-kit";
import { KeepAllowed } from "./keepAllowed.ts";
import { isSafeHref } from "./safeHref.ts";

/** Items take any block first: two people who each change one block of an item must not make it invalid together. */
const itemContent = "block+";

/**
 * The address and the title are all that a link keeps in the document. Where it opens and that it gives nothing away
 * about this page is said when it is drawn, so that nobody's document can say otherwise.
 */
const DocumentLink = Link.extend({
  // What is typed behind a link is not part of it.
  inclusive: false,
  addAttributes() {
    return {
      href: { default: null, parseHTML: (element) => element.getAttribute("href") },
      title: { default: null },
    };
  },
}).configure({
  HTMLAttributes: { target: "_blank", rel: "noopener noreferrer nofollow" },
  openOnClick: false,
  defaultProtocol: "https",
  isAllowedUri: (url) => isSafeHref(url),
});

/** Markers and rules stand where the words begin, also in a language that is written from right to left. Drawn, not kept. */
const sidedByItsWords = { HTMLAttributes: { dir: "auto" } };

/** A column is never narrower than this, in pixels: a wide table scrolls rather than stacking letters. */
const cellMinWidth = 88;

/**
 * The nodes and marks of a document. Works without a DOM; the editor adds its views, undo, cursors and keys on top and
 * must not add a node or mark of its own: a name that stands here alone is known to the server, the guard and the renderer.
 */
export const documentExtensions: Extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    bulletList: sidedByItsWords,
    orderedList: sidedByItsWords,
    blockquote: sidedByItsWords,
    codeBlock: { enableTabIndentation: true, tabSize: 2 },
    link: false,
    listItem: false,
    listKeymap: false,
    // Undo is Yjs' own: it takes back only one's own edits.
    undoRedo: false,
    dropcursor: false,
    gapcursor: false,
    trailingNode: false,
  }),
  DocumentLink,
  ListItem.extend({ content: itemContent }),
  TaskList.configure(sidedByItsWords),
  TaskItem.extend({ content: itemContent }).configure({ nested: true }),
  Table.configure({ resizable: false, allowTableNodeSelection: true, renderWrapper: true, cellMinWidth }),
  TableRow,
  TableHeader,
  TableCell,
  Highlight,
  KeepAllowed,
];

let schema: Schema | undefined;

/** The ProseMirror schema of a document. Built once, because every part of the process may share it. */
export function documentSchema(): Schema {
  schema ??= getSchema(documentExtensions);
  return schema;
}
