import type { Editor } from "@tiptap/core";
import { absolutePositionToRelativePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import * as Y from "yjs";
import { type Passage, quoteOf, readPassage } from "../../shared/chat.ts";
import { type BoundDocument, createResolver } from "./carets/resolvePositions.ts";

/** The selected words, as something that can be pointed at from outside the text; null when none are selected. */
export function selectedPassage(editor: Editor): Passage | null {
  if (editor.isDestroyed) return null;
  const { doc, selection } = editor.state;
  const { from, to } = selection;
  const quote = quoteOf(doc.textBetween(from, to, " ", " "));
  if (quote === "") return null;
  const { type, mapping } = bound(editor);
  const json = (at: number) => Y.relativePositionToJSON(absolutePositionToRelativePosition(at, type, mapping));
  return { anchor: json(from), head: json(to), quote };
}

/**
 * Where a passage stands now: the place that Yjs kept, or where the same words stand when those were taken away and written anew, as
 * a new paragraph does with the words behind it. Null when the words are in the text no more.
 */
export function findPassage(editor: Editor, passage: Passage): { from: number; to: number } | null {
  const read = readPassage(passage);
  if (read === null || editor.isDestroyed) return null;
  const { doc } = editor.state;
  const resolve = createResolver(bound(editor));
  const [a, b] = [read.anchor, read.head].map((json) => resolve(Y.createRelativePositionFromJSON(json)));
  const words = read.quote.replace(/…$/, "").trimEnd();
  if (typeof a === "number" && typeof b === "number") {
    const [from, to] = [Math.min(a, b), Math.min(Math.max(a, b), doc.content.size)];
    if (from < to && quoteOf(doc.textBetween(from, to, " ", " ")) !== "") return { from, to };
  }
  let found: { from: number; to: number } | null = null;
  doc.descendants((node, at) => {
    if (found !== null || !node.isTextblock) return found === null;
    const index = node.textBetween(0, node.content.size, " ", " ").indexOf(words);
    if (index !== -1) found = { from: at + 1 + index, to: at + 1 + index + words.length };
    return false;
  });
  return found;
}

const shownMs = 2_500;
const highlightName = "passage";
let fading: ReturnType<typeof setTimeout> | undefined;

/** Scrolls to a passage and marks it for a moment, without touching text, selection or caret. False when it is not there any more. */
export function showPassage(editor: Editor, passage: Passage): boolean {
  const found = findPassage(editor, passage);
  if (found === null) return false;
  const { view } = editor;
  const [start, end] = [view.domAtPos(found.from), view.domAtPos(found.to)];
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  const holder = start.node instanceof Element ? start.node : start.node.parentElement;
  holder?.scrollIntoView({ block: "center", behavior: "instant" });
  // Where the browser has no such marks, scrolling alone has to do.
  if (typeof Highlight === "undefined") return true;
  CSS.highlights.set(highlightName, new Highlight(range));
  clearTimeout(fading);
  fading = setTimeout(() => CSS.highlights.delete(highlightName), shownMs);
  return true;
}

function bound(editor: Editor): BoundDocument {
  return ySyncPluginKey.getState(editor.state).binding;
}
