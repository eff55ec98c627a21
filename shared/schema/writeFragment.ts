import * as Y from "yjs";
import type { DocumentNode } from "./readFragment.ts";

/**
 * Writes blocks at the end of a fragment, as the editor would have: the other direction of `readFragment`. The nodes must be valid for
 * the schema; attributes that are null are left out, as the binding leaves them.
 */
export function writeFragment(fragment: Y.XmlFragment, blocks: readonly DocumentNode[]): void {
  fragment.push(childrenOf(blocks));
}

function childrenOf(nodes: readonly DocumentNode[]): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = [];
  for (let index = 0; index < nodes.length; ) {
    const node = nodes[index] as DocumentNode;
    if (node.type !== "text") {
      children.push(elementOf(node));
      index++;
      continue;
    }
    // Neighbours with different marks are one text.
    const texts: DocumentNode[] = [];
    for (; nodes[index]?.type === "text"; index++) texts.push(nodes[index] as DocumentNode);
    children.push(textOf(texts));
  }
  return children;
}

function elementOf({ type, attrs = {}, content = [] }: DocumentNode): Y.XmlElement {
  const element = new Y.XmlElement<{ [name: string]: NonNullable<unknown> }>(type);
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.insert(0, childrenOf(content));
  return element as unknown as Y.XmlElement;
}

function textOf(nodes: readonly DocumentNode[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(
    nodes.map(({ text: insert = "", marks = [] }) => ({
      insert,
      attributes: Object.fromEntries(marks.map(({ type, attrs = {} }) => [type, attrs])),
    })),
  );
  return text;
}
