import { Collaboration } from "@tiptap/extension-collaboration";
import { ySyncPluginKey } from "@tiptap/y-tiptap";

/**
 * Collaboration whose binding gets over an error of its own. After some structural changes it looks for the caret at a place that is no
 * longer there, and throws in the middle of showing what Yjs has already taken in; the page would go on from an old text. It then
 * draws the whole document anew instead, and the caret stays as near as it can.
 */
export const SteadyCollaboration = Collaboration.extend({
  addProseMirrorPlugins() {
    const plugins = this.parent?.() ?? [];
    for (const plugin of plugins) {
      if (plugin.spec.key !== ySyncPluginKey) continue;
      const state: unknown = plugin.spec.state?.init.call(plugin, {}, undefined as never);
      if (hasBinding(state)) steady(state.binding);
    }
    return plugins;
  },
});

/** What of the binding is used here. A test fails when an upgrade moves it. */
interface Seams {
  _observeFunction: (events: unknown, transaction: unknown) => void;
  _forceRerender: () => void;
  beforeTransactionSelection: unknown;
}

function hasBinding(state: unknown): state is { binding: Seams } {
  return typeof state === "object" && state !== null && "binding" in state;
}

/** To be called before the view exists, because the binding registers its observer then. */
function steady(binding: Seams): void {
  const show = binding._observeFunction;
  binding._observeFunction = (events, transaction) => {
    try {
      show(events, transaction);
    } catch (error) {
      binding.beforeTransactionSelection = null;
      binding._forceRerender();
      reportError(error);
    }
  };
}
