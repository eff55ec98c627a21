import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { CellSelection } from "@tiptap/pm/tables";
import type { DocumentNode } from "../readFragment.ts";

// What people do in an editor, at random, for tests that drive real editors. Every letter of a starting document is
// another one, so that a test can tell which were lost or doubled.

/** A whole number from 0 to below `below`. The same seed gives the same numbers. */
export type Random = (below: number) => number;

export function seededRandom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Gives letters that were never given before. */
export interface Letters {
  next: (count: number) => string;
}

export function freshLetters(firstCode: number): Letters {
  let code = firstCode;
  return {
    next(count) {
      let text = "";
      for (let index = 0; index < count; index++) text += String.fromCharCode(code++);
      return text;
    },
  };
}

/** The first letters of starting documents, and of what each of two editors types into them. */
export const letterRanges = { start: 0x4e00, first: 0x7000, second: 0x8500 } as const;

export interface RandomEdit {
  name: string;
  /** False if there was nothing to do it to. */
  run: (editor: Editor, random: Random, letters: Letters) => boolean;
}

/** A document of a few random blocks of every kind. */
export function randomDocument(random: Random, letters: Letters): DocumentNode {
  const text = (): DocumentNode[] => [{ type: "text", text: letters.next(2 + random(5)) }];
  const paragraph = (): DocumentNode => ({ type: "paragraph", content: text() });
  const list = (type: string, item: string, depth = 0): DocumentNode => ({
    type,
    content: Array.from({ length: 1 + random(3) }, () => ({
      type: item,
      content: [
        paragraph(),
        ...(random(4) === 0 ? [paragraph()] : []),
        ...(depth < 1 && random(3) === 0 ? [list(type, item, depth + 1)] : []),
      ],
    })),
  });
  const cell = (type: string): DocumentNode => ({ type, content: [paragraph()] });
  const blocks: (() => DocumentNode)[] = [
    paragraph,
    paragraph,
    () => ({ type: "heading", attrs: { level: 1 + random(3) }, content: text() }),
    () => list("bulletList", "listItem"),
    () => list("orderedList", "listItem"),
    () => list("taskList", "taskItem"),
    () => ({ type: "blockquote", content: [paragraph(), ...(random(2) === 0 ? [paragraph()] : [])] }),
    () => ({ type: "codeBlock", content: text() }),
    () => ({
      type: "table",
      content: [
        { type: "tableRow", content: [cell("tableHeader"), cell("tableHeader")] },
        { type: "tableRow", content: [cell("tableCell"), cell("tableCell")] },
      ],
    }),
    () => ({ type: "horizontalRule" }),
  ];
  const content = Array.from({ length: 3 + random(4) }, () => (blocks[random(blocks.length)] ?? paragraph)());
  return { type: "doc", content: [paragraph(), ...content, paragraph()] };
}

export const randomEdits: readonly RandomEdit[] = [
  {
    name: "type",
    run: (editor, random, letters) => caret(editor, random) && type(editor, letters.next(1 + random(3))),
  },
  { name: "split", run: (editor, random) => caret(editor, random) && press(editor, "Enter") },
  { name: "join back", run: (editor, random) => blockEdge(editor, random, "start") && press(editor, "Backspace") },
  { name: "join forward", run: (editor, random) => blockEdge(editor, random, "end") && press(editor, "Delete") },
  { name: "delete range", run: (editor, random) => range(editor, random) && editor.commands.deleteSelection() },
  { name: "replace range", run: (editor, random, letters) => range(editor, random) && type(editor, letters.next(2)) },
  {
    name: "heading",
    run: (editor, random) =>
      range(editor, random) && editor.commands.toggleHeading({ level: ([1, 2, 3] as const)[random(3)] ?? 1 }),
  },
  { name: "paragraph", run: (editor, random) => range(editor, random) && editor.commands.setParagraph() },
  { name: "bullet list", run: (editor, random) => range(editor, random) && editor.commands.toggleBulletList() },
  { name: "ordered list", run: (editor, random) => range(editor, random) && editor.commands.toggleOrderedList() },
  { name: "task list", run: (editor, random) => range(editor, random) && editor.commands.toggleTaskList() },
  { name: "sink", run: (editor, random) => inside(editor, random, ["listItem", "taskItem"]) && press(editor, "Tab") },
  {
    name: "lift",
    run: (editor, random) => inside(editor, random, ["listItem", "taskItem"]) && press(editor, "Shift-Tab"),
  },
  { name: "quote", run: (editor, random) => range(editor, random) && editor.commands.toggleBlockquote() },
  { name: "code block", run: (editor, random) => range(editor, random) && editor.commands.toggleCodeBlock() },
  { name: "rule", run: (editor, random) => caret(editor, random) && editor.commands.setHorizontalRule() },
  { name: "line break", run: (editor, random) => caret(editor, random) && editor.commands.setHardBreak() },
  { name: "mark", run: (editor, random) => range(editor, random) && toggleMark(editor, random) },
  { name: "clear marks", run: (editor, random) => range(editor, random) && editor.commands.unsetAllMarks() },
  { name: "clear blocks", run: (editor, random) => range(editor, random) && editor.commands.clearNodes() },
  {
    name: "check",
    run: (editor, random) =>
      inside(editor, random, ["taskItem"]) &&
      editor.commands.updateAttributes("taskItem", { checked: random(2) === 0 }),
  },
  {
    name: "insert table",
    run: (editor, random) =>
      caret(editor, random) && editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: random(2) === 0 }),
  },
  { name: "add row", run: (editor, random) => inCell(editor, random) && editor.commands.addRowAfter() },
  { name: "add column", run: (editor, random) => inCell(editor, random) && editor.commands.addColumnBefore() },
  { name: "delete row", run: (editor, random) => inCell(editor, random) && editor.commands.deleteRow() },
  { name: "delete column", run: (editor, random) => inCell(editor, random) && editor.commands.deleteColumn() },
  { name: "delete table", run: (editor, random) => inCell(editor, random) && editor.commands.deleteTable() },
  { name: "merge cells", run: (editor, random) => cells(editor, random) && editor.commands.mergeOrSplit() },
  { name: "header row", run: (editor, random) => inCell(editor, random) && editor.commands.toggleHeaderRow() },
  { name: "move block", run: moveBlock },
  { name: "paste", run: (editor, random, letters) => caret(editor, random) && paste(editor, random, letters) },
  { name: "undo", run: (editor) => editor.commands.undo() },
  { name: "redo", run: (editor) => editor.commands.redo() },
];

function textblocks(editor: Editor): { from: number; to: number; ancestors: string[] }[] {
  const found: { from: number; to: number; ancestors: string[] }[] = [];
  editor.state.doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const resolved = editor.state.doc.resolve(position);
    const ancestors = Array.from({ length: resolved.depth }, (_, depth) => resolved.node(depth + 1).type.name);
    found.push({ from: position + 1, to: position + 1 + node.content.size, ancestors });
    return false;
  });
  return found;
}

function select(editor: Editor, anchor: number, head = anchor): boolean {
  const { doc, tr } = editor.state;
  editor.view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))));
  return true;
}

function somewhere(editor: Editor, random: Random): number | null {
  const blocks = textblocks(editor);
  const block = blocks[random(blocks.length)];
  return block === undefined ? null : block.from + random(block.to - block.from + 1);
}

function caret(editor: Editor, random: Random): boolean {
  const position = somewhere(editor, random);
  return position !== null && select(editor, position);
}

/** From somewhere to a place nearby, so that a few blocks at most are touched. */
function range(editor: Editor, random: Random): boolean {
  const anchor = somewhere(editor, random);
  if (anchor === null) return false;
  const head = Math.max(1, Math.min(editor.state.doc.content.size - 1, anchor + random(25) - 12));
  return select(editor, anchor, head);
}

function blockEdge(editor: Editor, random: Random, edge: "start" | "end"): boolean {
  const blocks = textblocks(editor);
  const block = blocks[random(blocks.length)];
  return block !== undefined && select(editor, edge === "start" ? block.from : block.to);
}

function inside(editor: Editor, random: Random, names: readonly string[]): boolean {
  const blocks = textblocks(editor).filter(({ ancestors }) => ancestors.some((name) => names.includes(name)));
  const block = blocks[random(blocks.length)];
  return block !== undefined && select(editor, block.from + random(block.to - block.from + 1));
}

function inCell(editor: Editor, random: Random): boolean {
  return inside(editor, random, ["tableCell", "tableHeader"]);
}

function cells(editor: Editor, random: Random): boolean {
  const positions: number[] = [];
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === "tableCell" || node.type.name === "tableHeader") positions.push(position);
  });
  const first = random(positions.length);
  const [anchor, head] = [positions[first], positions[first + 1] ?? positions[first]];
  if (anchor === undefined || head === undefined) return false;
  const table = (position: number) => editor.state.doc.resolve(position).start(-1);
  const { doc, tr } = editor.state;
  editor.view.dispatch(
    tr.setSelection(CellSelection.create(doc, anchor, table(anchor) === table(head) ? head : anchor)),
  );
  return true;
}

function type(editor: Editor, text: string): boolean {
  editor.view.dispatch(editor.state.tr.insertText(text));
  return true;
}

function press(editor: Editor, key: string): boolean {
  return editor.commands.keyboardShortcut(key);
}

function toggleMark(editor: Editor, random: Random): boolean {
  const names = ["bold", "italic", "strike", "underline", "code", "highlight"];
  const name = names[random(names.length + 1)];
  return name === undefined
    ? editor.commands.toggleLink({ href: `https://example.org/${random(3)}` })
    : editor.commands.toggleMark(name);
}

/** What dragging does: the same content under new ids somewhere else. */
function moveBlock(editor: Editor, random: Random): boolean {
  const { doc, tr } = editor.state;
  if (doc.childCount < 3) return false;
  const from = random(doc.childCount);
  const target = random(doc.childCount);
  if (from === target) return false;
  let position = 0;
  for (let index = 0; index < from; index++) position += doc.child(index).nodeSize;
  const block = doc.child(from);
  tr.delete(position, position + block.nodeSize);
  let insertAt = 0;
  for (let index = 0; index < Math.min(target, tr.doc.childCount); index++) insertAt += tr.doc.child(index).nodeSize;
  editor.view.dispatch(tr.insert(insertAt, block));
  return true;
}

function paste(editor: Editor, random: Random, letters: Letters): boolean {
  const word = () => letters.next(2);
  const contents = [
    () => `<p>${word()}</p><p><strong>${word()}</strong><br>${word()}</p>`,
    () => `<ul><li><p>${word()}</p><ol start="x" type="zz"><li>${word()}</li></ol></li></ul>`,
    () =>
      `<table><tr><th colspan="many" align="justify">${word()}</th></tr><tr><td rowspan="0" width="a">${word()}</td></tr></table>`,
    () => `<h5>${word()}</h5><pre><code class="language-${"x".repeat(60)}">${word()}</code></pre>`,
    () =>
      `<p><a href="javascript:alert(1)">${word()}</a><a href="/d/x" title="${"t".repeat(2_000)}" class="a&b" rel="1">${word()}</a></p>`,
    () =>
      `<blockquote><ul data-type="taskList"><li data-type="taskItem" data-checked="maybe"><p>${word()}</p></li></ul></blockquote><hr>`,
  ];
  return editor.commands.insertContent((contents[random(contents.length)] ?? word)());
}
