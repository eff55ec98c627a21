import * as Y from "yjs";
import { isAllowedAttribute, isAllowedMark } from "./attributeRules.ts";
import { contentRule, rootName } from "./contentRules.ts";
import { markOfKey, markSchema, nodeSchema } from "./names.ts";

/**
 * What an editor of this schema would destroy in a document: the binding deletes, for everybody, each element that its
 * schema refuses.
 */
export interface Findings {
  /** Names of nodes, marks and attributes that are not known, or not known to stand there. No editor may be mounted. */
  strange: Set<string>;
  /** Elements that lost all children, each by another hand. They can be mended. */
  empty: Y.XmlElement[];
}

/** Looks through a whole document; call it before an editor is mounted on it. Independent of nesting. */
export function inspectDocument(doc: Y.Doc): Findings {
  const findings: Findings = { strange: new Set(), empty: [] };
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) if (struct instanceof Y.Item) inspectItem(struct, findings);
  }
  return findings;
}

/** Looks at one item of Yjs, by the same tables as the server's gate. */
export function inspectItem(item: Y.Item, findings: Findings): void {
  if (item.deleted) return;
  const strange = strangeName(item);
  if (strange !== null) findings.strange.add(strange);
  else if (item.content instanceof Y.ContentType && isEmptied(item.content.type))
    findings.empty.push(item.content.type);
}

/** Whether an element stands in the document, but without the children that it must have. */
export function isEmptied(type: unknown): type is Y.XmlElement {
  if (!(type instanceof Y.XmlElement) || type._item === null || type._item.deleted) return false;
  return type.length === 0 && (contentRule(type.nodeName)?.fill ?? null) !== null;
}

/**
 * Gives an emptied element the least that makes it valid: an empty paragraph, inside an empty item, row or cell as needed.
 * Deletes nothing and adds no words, so that it does no harm when several clients do it at once: each then leaves an
 * empty line. Taking the element away instead would take with it what somebody offline has written into it.
 *
 * Call it inside a transaction.
 */
export function mend(element: Y.XmlElement): void {
  const fill = contentRule(element.nodeName)?.fill ?? null;
  if (fill !== null && element.length === 0) element.insert(0, [emptyElement(fill)]);
}

function emptyElement(name: string): Y.XmlElement {
  const element = new Y.XmlElement<{ checked?: boolean }>(name);
  if (name === "taskItem") element.setAttribute("checked", false);
  // A table needs a cell to stand in, though a row as such may be empty.
  const fill = name === "tableRow" ? "tableCell" : (contentRule(name)?.fill ?? null);
  if (fill !== null) element.insert(0, [emptyElement(fill)]);
  return element as unknown as Y.XmlElement;
}

function strangeName({ content, parent, parentSub }: Y.Item): string | null {
  if (!(parent instanceof Y.AbstractType)) return null;
  const isRoot = parent._item === null;
  // Another root is beside the document; no editor looks at it.
  if (isRoot && parent.doc?.share.get(rootName) !== parent) return null;
  const parentName = parent instanceof Y.XmlElement ? parent.nodeName : null;
  // Inside of something strange nothing is known, and that it is strange has been said.
  if (parentName !== null && nodeSchema(parentName) === null) return null;
  if (parentSub !== null) {
    const isAllowed =
      parentName !== null &&
      content instanceof Y.ContentAny &&
      content.arr.every((value) => isAllowedAttribute(parentName, parentSub, value));
    return isAllowed ? null : parentSub;
  }
  if (parent instanceof Y.XmlText) return strangeInText(content, parent);
  const child = childName(content);
  // Both tables: the binding deletes what has no node of its own, whatever the rules say of its place.
  const isKnown = child === "text" || nodeSchema(child) !== null;
  const isAllowed = isKnown && (isRoot || parentName !== null) && contentRule(parentName)?.children.has(child);
  return isAllowed ? null : child;
}

function childName(content: Y.Item["content"]): string {
  const type = content instanceof Y.ContentType ? content.type : null;
  if (type instanceof Y.XmlElement) return type.nodeName;
  return type instanceof Y.XmlText ? "text" : "something unknown";
}

function strangeInText(content: Y.Item["content"], text: Y.XmlText): string | null {
  if (content instanceof Y.ContentString) return null;
  if (!(content instanceof Y.ContentFormat)) return "something unknown";
  const { key, value } = content;
  const mark = markOfKey(key);
  if (markSchema(mark) === null || !isAllowedMark(mark, value)) return mark;
  const block = text.parent instanceof Y.XmlElement ? text.parent.nodeName : null;
  return value === null || contentRule(block)?.marks ? null : mark;
}
