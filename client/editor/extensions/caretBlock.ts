import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

/**
 * Marks the top-level blocks in which the selection begins and ends. The sheet lays these out always: the browser puts letters
 * that are typed into a block which it has not drawn yet, as after Enter, behind the caret.
 */
export const CaretBlock = Extension.create({
  name: "caretBlock",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          decorations: ({ doc, selection: { $anchor, $head } }) => {
            const places = new Set([$anchor, $head].filter(({ depth }) => depth > 0).map((place) => place.before(1)));
            return DecorationSet.create(
              doc,
              [...places].map((from) =>
                Decoration.node(from, from + (doc.nodeAt(from)?.nodeSize ?? 0), { class: "caret-block" }),
              ),
            );
          },
        },
      }),
    ];
  },
});
