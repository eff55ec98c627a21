import { type Editor, Extension } from "@tiptap/core";
import type { Transaction } from "@tiptap/pm/state";
import { yUndoPluginKey } from "@tiptap/y-tiptap";

/** Commands that make their changes one step of undo mark them with this. */
export const ownStep = "ownStep";

/**
 * Yjs' undo joins what happens within half a second. A paste, a drop, and what a Markdown shortcut makes of typed signs
 * are steps of their own, so that one undo takes back that alone: after "# " became a heading it gives the sign back.
 */
export const UndoSteps = Extension.create({
  name: "undoSteps",

  onBeforeCreate() {
    const { editor } = this;
    const stop = ({ transaction }: { transaction: Transaction }) => {
      if (isOwnStep(transaction, editor)) yUndoPluginKey.getState(editor.state)?.undoManager.stopCapturing();
    };
    // Before, so that it is not joined to what came first; afterwards, so that nothing that follows is joined to it.
    editor.on("beforeTransaction", stop);
    editor.on("transaction", stop);
  },
});

const eventsOfTheirOwn: readonly unknown[] = ["paste", "drop", "cut"];

function isOwnStep(transaction: Transaction, editor: Editor): boolean {
  if (!transaction.docChanged) return false;
  return (
    transaction.getMeta(ownStep) === true ||
    eventsOfTheirOwn.includes(transaction.getMeta("uiEvent")) ||
    isInputRule(transaction, editor)
  );
}

/** An input rule leaves what it replaced under its own plugin, so that Backspace can give it back. */
function isInputRule(transaction: Transaction, editor: Editor): boolean {
  return editor.state.plugins.some(
    (plugin) => "isInputRules" in plugin.spec && transaction.getMeta(plugin) !== undefined,
  );
}
