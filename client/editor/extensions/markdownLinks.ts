import { Extension, InputRule } from "@tiptap/core";
import { readLinkAddress } from "../linkAddress.ts";

const written = /\[([^[\]]+)\]\(([^()\s]+)\)$/;

/** `[words](address)` becomes a link when the last sign is typed, as other Markdown does. */
export const MarkdownLinks = Extension.create({
  name: "markdownLinks",

  addInputRules() {
    return [
      new InputRule({
        find: written,
        handler: ({ state: { tr, schema }, range, match: [, words = "", address = ""] }) => {
          const href = readLinkAddress(address);
          const link = schema.marks.link;
          if (href === null || link === undefined) return null;
          // What stands around the words goes, so that their own formatting stays.
          const from = range.from + 1;
          const to = from + words.length;
          tr.delete(to, range.to).delete(range.from, from);
          tr.addMark(range.from, range.from + words.length, link.create({ href }));
          tr.removeStoredMark(link);
        },
      }),
    ];
  },
});
