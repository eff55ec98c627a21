import type { Node } from "@tiptap/pm/model";
import type { Plugin, Transaction } from "@tiptap/pm/state";
import { type ProsemirrorBinding, ySyncPluginKey } from "@tiptap/y-tiptap";
import { isCaretInSight } from "./caretInSight.ts";
import { SteadyCollaboration } from "./steadyCollaboration.ts";

interface SyncState {
  binding: ProsemirrorBinding;
  addToHistory: boolean;
}

/**
 * The Yjs binding, which as shipped looks for something to write after every redrawing. Three things of it are mended:
 *
 * - Only a change of one's own is written. The stock binding also writes what ProseMirror adds to show a document, so
 *   that of ten people who look at an emptied one each would leave an empty paragraph in it.
 * - What is no change of the text, like somebody's caret, does not end the step of undo. The stock binding remembers
 *   that the last change came from elsewhere, and begins a new step at every redrawing that follows.
 * - Whoever has scrolled away from the caret is not brought back by what others type. The stock binding keeps the caret
 *   in view that was in the window, also if a bar lies over it.
 */
export const QuietBinding = SteadyCollaboration.extend({
  addProseMirrorPlugins() {
    const plugins: Plugin[] = this.parent?.() ?? [];
    const state = plugins.find(({ spec }) => spec.key === ySyncPluginKey)?.spec.state;
    if (!state) throw new Error("The Yjs binding has changed its shape.");
    // The initial state needs neither of its arguments; it is how the plugin gives its binding away.
    const { binding }: SyncState = state.init.call({} as Plugin, {}, {} as never);
    // What stands in Yjs already: it came from there, or has been written.
    let settled: Node | null = null;

    const write = binding._prosemirrorChanged.bind(binding);
    binding._prosemirrorChanged = (doc: Node) => {
      if (doc === settled) return;
      write(doc);
      settled = doc;
    };

    const isOnScreen = binding._isDomSelectionInView.bind(binding);
    binding._isDomSelectionInView = () => isOnScreen() && isCaretInSight(binding.prosemirrorView);

    const { apply } = state;
    state.apply = function (this: Plugin, tr: Transaction, before: SyncState, ...states) {
      const next: SyncState = apply.call(this, tr, before, ...states);
      if (tr.docChanged && tr.getMeta(ySyncPluginKey)?.isChangeOrigin === true) settled = tr.doc;
      // A transaction that was appended to a change shares its fate.
      const isNoChange = !tr.docChanged && tr.getMeta("appendedTransaction") === undefined;
      return isNoChange && !next.addToHistory ? { ...next, addToHistory: true } : next;
    };
    return plugins;
  },
});
