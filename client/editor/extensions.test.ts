// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { documentSchema } from "../../shared/schema/documentExtensions.ts";
import { openWriters, type Writers } from "./testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

test.each([
  ["# ", "heading"],
  ["### ", "heading"],
  ["- ", "bulletList"],
  ["1. ", "orderedList"],
  ["[ ] ", "taskList"],
  ["> ", "blockquote"],
  ["``` ", "codeBlock"],
])("typing %j makes a %s, for everybody", (typed, node) => {
  const { ana, ben } = open();
  ana.types(typed);
  ana.types("words");
  expect(ana.editor.isActive(node)).toBe(true);
  expect(ben.editor.state.doc.firstChild?.type.name).toBe(node);
  expect(ben.editor.state.doc.textContent).toBe("words");
});

test.each([
  ["**words**", "bold"],
  ["*words*", "italic"],
  ["~~words~~", "strike"],
  ["`words`", "code"],
  ["==words==", "highlight"],
])("typing %j makes %s words", (typed, mark) => {
  const { ana } = open();
  ana.types(typed);
  expect(ana.text()).toBe("words");
  expect(ana.editor.state.doc.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual([mark]);
});

test("an address becomes a link as it is typed", () => {
  const { ana } = open();
  ana.types("see https://example.org now");
  expect(ana.editor.getHTML()).toContain('href="https://example.org"');
});

test("Tab goes from cell to cell, and from the last one into a new row", () => {
  const { ana } = open();
  ana.editor.commands.insertTable({ rows: 1, cols: 2, withHeaderRow: false });
  ana.types("a");
  ana.presses("Tab");
  ana.types("b");
  ana.presses("Tab");
  ana.types("c");
  expect(ana.editor.state.doc.firstChild?.childCount).toBe(2);
  expect(ana.text().replace(/\|+/g, "|")).toBe("|a|b|c|");
});

test("the editor has no node and no mark that the shared schema lacks", () => {
  const { ana } = open();
  expect(Object.keys(ana.editor.schema.nodes).sort()).toEqual(Object.keys(documentSchema().nodes).sort());
  expect(Object.keys(ana.editor.schema.marks).sort()).toEqual(Object.keys(documentSchema().marks).sort());
});

test("opening a document writes nothing into it", () => {
  const { ana, ben } = open();
  const before = ana.doc.store.clients.get(ben.doc.clientID);
  expect(before).toBeUndefined();
  expect(ben.editor.getJSON()).toEqual(ana.editor.getJSON());
});

function open(): Writers {
  writers = openWriters();
  writers.ana.editor.commands.setTextSelection(1);
  return writers;
}
