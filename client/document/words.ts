import * as Y from "yjs";
import { rootName } from "../../shared/schema/contentRules.ts";

/** The words of a document as plain text: a line a block, an empty line between blocks. For a copy that people can keep. */
export function textOf(doc: Y.Doc): string {
  return doc.getXmlFragment(rootName).toArray().map(blockText).join("\n\n").trim();
}

function blockText(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (node instanceof Y.XmlText) return plain(node);
  if (!(node instanceof Y.XmlElement)) return "";
  const parts = node.toArray();
  switch (node.nodeName) {
    case "hardBreak":
      return "\n";
    case "listItem":
    case "taskItem":
      return `- ${lines(parts).replaceAll("\n", "\n  ")}`;
    case "tableRow":
      return parts.map(blockText).join("\t");
    default:
      return lines(parts);
  }
}

/** Text and breaks run together; blocks stand on lines of their own. */
function lines(parts: readonly (Y.XmlElement | Y.XmlText | Y.XmlHook)[]): string {
  let text = "";
  let lastWasBlock = false;
  for (const part of parts) {
    const isBlock = part instanceof Y.XmlElement && part.nodeName !== "hardBreak";
    if (text !== "" && (isBlock || lastWasBlock)) text += "\n";
    text += blockText(part);
    lastWasBlock = isBlock;
  }
  return text;
}

function plain(text: Y.XmlText): string {
  return (text.toDelta() as { insert: unknown }[])
    .map((piece) => (typeof piece.insert === "string" ? piece.insert : ""))
    .join("");
}

/** A document with the same content and nobody's history: everything in it is written anew, under one fresh id. */
export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  const content = doc
    .getXmlFragment(rootName)
    .toArray()
    .map((node) => node.clone());
  copy.getXmlFragment(rootName).insert(0, content as (Y.XmlElement | Y.XmlText)[]);
  return copy;
}
