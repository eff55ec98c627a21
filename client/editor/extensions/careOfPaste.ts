import { Extension } from "@tiptap/core";
import { Fragment, type Node, Slice } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";
import { maxPasteBytes } from "../../../shared/document.ts";
import { maxNewStructs, structsIn } from "../../../shared/schema/structCount.ts";
import { pastedMarkup } from "./pastedMarkup.ts";

interface CareOfPasteOptions {
  onTooLarge: () => void;
}

/** Clipboard HTML is mostly styling that is thrown away; only what is far beyond reason is refused unread. */
const maxMarkupBytes = 16 * maxPasteBytes;
/** About what Yjs needs for one element beside its text. */
const bytesOfNode = 24;

/**
 * Looks at what is pasted or dropped before it enters the document. Too much is refused here, because on the wire it
 * would end the connection; halves of characters are replaced, because they cannot be encoded and the copies would differ;
 * and what styles say is turned into what the document can hold.
 */
export const CareOfPaste = Extension.create<CareOfPasteOptions>({
  name: "careOfPaste",
  // Before any other extension takes the paste for itself, as links do.
  priority: 2000,

  addOptions() {
    return { onTooLarge: () => {} };
  },

  addProseMirrorPlugins() {
    const refuse = () => {
      this.options.onTooLarge();
      return true;
    };
    const refuseUnread = (event: Event, data: DataTransfer | null) => {
      const plain = data?.getData("text/plain") ?? "";
      const markup = data?.getData("text/html") ?? "";
      if (markup.length <= maxMarkupBytes && bytesOf(plain) <= maxPasteBytes) return false;
      event.preventDefault();
      return refuse();
    };
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            paste: (_, event) => refuseUnread(event, event.clipboardData),
            drop: (_, event) => {
              const { dataTransfer } = event;
              // A dropped file that nobody takes would replace this page, and with it words that are not sent yet.
              if (dataTransfer && dataTransfer.files.length > 0 && dataTransfer.getData("text/html") === "") {
                event.preventDefault();
                return true;
              }
              return refuseUnread(event, dataTransfer);
            },
          },
          transformPastedHTML: pastedMarkup,
          transformPasted: (slice) => wellFormed(slice),
          handlePaste: (_view, _event, slice) => isTooLarge(slice.content) && refuse(),
          handleDrop: (_view, _event, slice, moved) => !moved && isTooLarge(slice.content) && refuse(),
        },
      }),
    ];
  },
});

/** A paste may replace words and split others, which takes structs as well. */
const pasteShare = 0.6;

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  // No text has fewer bytes than letters: the longest need not be encoded to be refused.
  return text.length > maxPasteBytes ? text.length : encoder.encode(text).length;
}

/** Also when it is small in bytes but has so many cells or marks that the server would not take it in one update. */
function isTooLarge(content: Fragment): boolean {
  return weighs(content) > maxPasteBytes || structsIn(content) > pasteShare * maxNewStructs;
}

function weighs(content: Fragment): number {
  let bytes = 0;
  content.descendants((node) => {
    bytes += node.isText ? bytesOf(node.text ?? "") : bytesOfNode;
    for (const mark of node.marks) bytes += JSON.stringify(mark.attrs).length;
    return bytes <= maxPasteBytes;
  });
  return bytes;
}

function wellFormed(slice: Slice): Slice {
  const content = wellFormedContent(slice.content);
  return content === slice.content ? slice : new Slice(content, slice.openStart, slice.openEnd);
}

function wellFormedContent(content: Fragment): Fragment {
  let changed = false;
  const nodes: Node[] = [];
  content.forEach((node) => {
    const next = wellFormedNode(node);
    changed ||= next !== node;
    nodes.push(next);
  });
  return changed ? Fragment.fromArray(nodes) : content;
}

function wellFormedNode(node: Node): Node {
  if (node.isText && node.text) {
    return node.text.isWellFormed() ? node : node.type.schema.text(node.text.toWellFormed(), node.marks);
  }
  const content = wellFormedContent(node.content);
  return content === node.content ? node : node.copy(content);
}
