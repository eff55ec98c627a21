import { Extension } from "@tiptap/core";
import { PluginKey } from "@tiptap/pm/state";
import { exitSuggestion, Suggestion, type SuggestionProps } from "@tiptap/suggestion";
import { folded } from "../../../shared/folded.ts";
import { type BlockId, blocks, insertBlock } from "../formatting.ts";

export interface OpenSlashMenu {
  items: readonly BlockId[];
  chosen: number;
  /** Where the slash stands on the screen; asked anew when the page has scrolled. */
  place: () => DOMRect | null;
  choose: (id: BlockId) => void;
}

/** What the slash menu shows; null while it is closed. Drawn by menus/SlashMenu.tsx. */
export class SlashMenuStore {
  readonly #listeners = new Set<() => void>();
  #open: OpenSlashMenu | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly current = (): OpenSlashMenu | null => this.#open;

  show(open: OpenSlashMenu | null): void {
    this.#open = open;
    for (const listener of this.#listeners) listener();
  }

  /** Takes a key of the editor; false when it is not for the menu. */
  takeKey(key: string): boolean {
    const open = this.#open;
    if (!open) return false;
    const count = open.items.length;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const chosen = (open.chosen + (key === "ArrowDown" ? 1 : -1) + count) % count;
      this.show({ ...open, chosen });
      return true;
    }
    const id = open.items[open.chosen];
    if ((key !== "Enter" && key !== "Tab") || id === undefined) return false;
    open.choose(id);
    return true;
  }
}

interface SlashMenuOptions {
  store: SlashMenuStore | null;
  /** The words by which people in their own language look for a block. */
  wordsFor: (id: BlockId) => string;
}

const slashMenuKey = new PluginKey("slashMenu");

/** A slash at the beginning of a word offers blocks; typing on narrows them down. */
export const SlashMenu = Extension.create<SlashMenuOptions>({
  name: "slashMenu",
  // While it is open, arrows, Enter and Tab are its own before they are those of lists and tables.
  priority: 1500,

  addOptions() {
    return { store: null, wordsFor: () => "" };
  },

  addProseMirrorPlugins() {
    const { store, wordsFor } = this.options;
    if (store === null) return [];
    const show = (props: SuggestionProps<BlockId, BlockId>) => {
      if (props.items.length === 0) return store.show(null);
      const chosen = store.current()?.items.indexOf(props.items[0] as BlockId) === 0 ? store.current()?.chosen : 0;
      store.show({
        items: props.items,
        chosen: Math.min(chosen ?? 0, props.items.length - 1),
        place: () => props.clientRect?.() ?? null,
        choose: (id) => props.command(id),
      });
    };
    return [
      Suggestion<BlockId, BlockId>({
        editor: this.editor,
        pluginKey: slashMenuKey,
        char: "/",
        decorationClass: "slash-query",
        items: ({ query }) => matchBlocks(query, wordsFor),
        allow: ({ state, range }) => !state.doc.resolve(range.from).parent.type.spec.code,
        command: ({ editor, range, props: id }) => {
          const chain = editor.chain().focus().deleteRange(range);
          insertBlock(chain, id).run();
        },
        render: () => ({
          onStart: show,
          onUpdate: show,
          onKeyDown: ({ event }) => store.takeKey(event.key),
          onExit: () => store.show(null),
        }),
      }),
    ];
  },

  onBlur() {
    if (this.options.store?.current()) exitSuggestion(this.editor.view, slashMenuKey);
  },
});

/** Blocks of which a word begins with what was typed come first, then those that hold it elsewhere. */
export function matchBlocks(query: string, wordsFor: (id: BlockId) => string): BlockId[] {
  const wanted = folded(query);
  const found = blocks.map((id) => ({ id, words: folded(`${wordsFor(id)} ${id}`) }));
  const begins = found.filter(({ words }) => words.split(" ").some((word) => word.startsWith(wanted)));
  const holds = found.filter((block) => !begins.includes(block) && block.words.includes(wanted));
  return [...begins, ...holds].map(({ id }) => id);
}
