import { Extension, InputRule } from "@tiptap/core";

type ItemKind = "bulletList" | "orderedList" | "taskList";

const marker = /^(?:([-+*])|(\d+[.)])|(\[[ x]?\]))\s$/;

/**
 * Whoever is used to typing Markdown writes the marker of every item, also where Enter has made it already. Items may begin with any
 * block, so without this rule each would become a list within the item: the marker of the same kind goes, another changes
 * the list.
 */
export const ListMarkers = Extension.create({
  name: "listMarkers",
  // Before the rules of the lists themselves.
  priority: 1000,

  addInputRules() {
    return [
      new InputRule({
        find: marker,
        handler: ({ state, range, match, chain }) => {
          const { $from } = state.selection;
          const list = $from.depth >= 3 && $from.index(-1) === 0 ? $from.node(-2).type.name : "";
          if (!isList(list)) return null;
          const wanted = kindOf(match);
          if (wanted === list) state.tr.delete(range.from, range.to);
          else {
            const toggled = chain().deleteRange(range);
            if (wanted === "bulletList") toggled.toggleBulletList().run();
            else if (wanted === "orderedList") toggled.toggleOrderedList().run();
            else toggled.toggleTaskList().run();
          }
        },
      }),
    ];
  },
});

function isList(name: string): name is ItemKind {
  return name === "bulletList" || name === "orderedList" || name === "taskList";
}

function kindOf(match: RegExpMatchArray): ItemKind {
  if (match[1] !== undefined) return "bulletList";
  return match[2] !== undefined ? "orderedList" : "taskList";
}
