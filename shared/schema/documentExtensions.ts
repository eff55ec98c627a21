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

/**
 * The nodes and marks of a document. Works without a DOM; the editor adds its views, undo, cursors and keys on top and
 * must not add a node or mark of its own: a name that stands here alone is known to the server, the guard and the renderer.
 */
export const documentExtensions: Extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
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
  TaskList,
  TaskItem.extend({ content: itemContent }).configure({ nested: true }),
  Table.configure({ resizable: false, allowTableNodeSelection: true }),
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
