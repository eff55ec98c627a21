import type { ProsemirrorBinding } from "@tiptap/y-tiptap";
import * as Y from "yjs";

/** What the Yjs binding knows about the document that is shown: which Yjs type became which node. */
export interface BoundDocument {
  doc: Y.Doc;
  type: Y.XmlFragment;
  mapping: ProsemirrorBinding["mapping"];
}

type Resolve = (position: Y.RelativePosition) => number | null;

/**
 * Turns Yjs positions into places of the document that is shown. One resolver serves one moment: it walks over the
 * top-level blocks at most once, for however many carets.
 *
 * The answer is null while the text that a position stands in is not here.
 */
export function createResolver(bound: BoundDocument): Resolve {
  const known = new Map<object, Map<object, number> | null>();

  /** Where the children of `parent` begin, counted from the beginning of its content; its end stands under itself. */
  const startsIn = (parent: Y.XmlFragment): Map<object, number> | null => {
    const before = known.get(parent);
    if (before !== undefined) return before;
    const starts = measure(parent, bound);
    known.set(parent, starts);
    return starts;
  };

  return (position) => {
    const found = Y.createAbsolutePositionFromRelativePosition(position, bound.doc);
    if (found === null) return null;
    let type: object = found.type;
    let at: number | undefined;
    if (type instanceof Y.XmlText) at = Math.min(found.index, type.length);
    else if (type instanceof Y.XmlFragment) {
      at = startsIn(type)?.get(found.index < type.length ? type.get(found.index) : type);
    }
    while (type !== bound.type) {
      if (!(type instanceof Y.XmlText || type instanceof Y.XmlFragment)) return null;
      const parent: object | null = type.parent;
      const start: number | undefined = parent instanceof Y.XmlFragment ? startsIn(parent)?.get(type) : undefined;
      if (at === undefined || start === undefined || parent === null) return null;
      // An element has an opening token before its content; a text has none.
      at += start + (type instanceof Y.XmlText ? 0 : 1);
      type = parent;
    }
    return at ?? null;
  };
}

function measure(parent: Y.XmlFragment, bound: BoundDocument): Map<object, number> | null {
  const starts = new Map<object, number>();
  let at = 0;
  for (const child of parent.toArray()) {
    starts.set(child, at);
    const size = sizeOf(child, bound);
    if (size === null) return null;
    at += size;
  }
  return starts.set(parent, at);
}

function sizeOf(child: Y.XmlElement | Y.XmlText | Y.XmlHook, bound: BoundDocument): number | null {
  if (child instanceof Y.XmlText) return child.length;
  const node = bound.mapping.get(child);
  return node === undefined || Array.isArray(node) ? null : node.nodeSize;
}
