import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import type { Step } from "@tiptap/pm/transform";
import { isAllowedAttribute, isAllowedMark } from "./attributeRules.ts";
import { maxDepth } from "./depth.ts";

/**
 * Keeps what typing, pasting and commands bring in within the attribute rules, so that the server never has to refuse
 * an honest edit: values that a rule does not allow go back to their default, line breaks carry no marks (Yjs cannot
 * hold marks on elements, so they would be seen by their author alone), and nesting beyond `maxDepth` does not happen.
 */
export const KeepAllowed = Extension.create({
  name: "keepAllowed",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        filterTransaction: (transaction) => !isOwnChange(transaction) || !isTooDeep(transaction),
        appendTransaction(transactions, _old, state) {
          if (!transactions.some(isOwnChange)) return null;
          const fixes = state.tr;
          forEachChanged(transactions, state.doc, (node, position) => resetWrong(fixes, node, position));
          return fixes.docChanged ? fixes : null;
        },
      }),
    ];
  },
});

// The binding marks what comes from others as nothing to undo. That has passed the server's gate, and the stock binding
// replaces the whole document for it, so looking through it again at each remote keystroke would be felt.
function isOwnChange(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.getMeta("addToHistory") !== false;
}

function resetWrong(fixes: Transaction, node: Node, position: number): void {
  for (const mark of node.marks) {
    if (node.isText && isAllowedMark(mark.type.name, mark.attrs)) continue;
    if (node.isText) fixes.removeMark(position, position + node.nodeSize, mark);
    else fixes.removeNodeMark(position, mark);
  }
  for (const [name, attribute] of Object.entries(node.type.spec.attrs ?? {})) {
    const value: unknown = node.attrs[name];
    if (value === attribute.default || isAllowedAttribute(node.type.name, name, value)) continue;
    fixes.setNodeAttribute(position, name, attribute.default);
  }
}

// Text counts as one level, because Yjs keeps it in a type of its own.
function isTooDeep(transaction: Transaction): boolean {
  let deepest = 0;
  forEachChanged([transaction], transaction.doc, (_node, position) => {
    deepest = Math.max(deepest, transaction.doc.resolve(position).depth + 1);
  });
  return deepest > maxDepth;
}

/** Visits the nodes that the steps of `transactions` touched, as they stand in their last document, and nothing else. */
function forEachChanged(
  transactions: readonly Transaction[],
  doc: Node,
  visit: (node: Node, position: number) => void,
): void {
  const steps = transactions.flatMap((transaction) => transaction.steps);
  const maps = steps.map((step) => step.getMap());
  steps.forEach((step, index) => {
    let [from, to] = rangeOf(step);
    for (const map of maps.slice(index)) {
      from = map.map(from, -1);
      to = map.map(to, 1);
    }
    if (from < to) doc.nodesBetween(from, Math.min(to, doc.content.size), visit);
  });
}

// The maps of steps will not do: marks and attributes move nothing, and wrapping moves what is inside without touching it.
function rangeOf(step: Step): [from: number, to: number] {
  const { from, to, pos } = step as Step & { from?: number; to?: number; pos?: number };
  if (from !== undefined && to !== undefined) return [from, to];
  return pos === undefined ? [0, 0] : [pos, pos + 1];
}
