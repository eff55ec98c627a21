// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { openWriters, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

test("undo takes back only one's own", () => {
  const { ana, ben } = open();
  ana.types("Ana ");
  ben.editor.commands.setTextSelection(5);
  ben.types("Ben");
  expect(ana.text()).toBe("Ana Ben");
  ana.editor.commands.undo();
  expect(ana.text()).toBe("Ben");
  expect(ben.text()).toBe("Ben");
  ana.editor.commands.redo();
  expect(ben.text()).toBe("Ana Ben");
});

test("undo after a paste takes back the paste and not what was typed around it", () => {
  const { ana } = open();
  ana.types("before ");
  ana.editor.view.pasteText("PASTED");
  ana.types(" after");
  ana.editor.commands.undo();
  expect(ana.text()).toBe("before PASTED");
  ana.editor.commands.undo();
  expect(ana.text()).toBe("before ");
});

test("undo after a Markdown shortcut gives back the signs", () => {
  const { ana } = open();
  ana.types("# ");
  expect(ana.editor.isActive("heading", { level: 1 })).toBe(true);
  ana.editor.commands.undo();
  expect(ana.editor.isActive("paragraph")).toBe(true);
  expect(ana.text()).toBe("#");
});

test("what the slash menu inserts is a step of its own", () => {
  const { ana } = open();
  ana.types("words ");
  ana.editor.chain().setMeta("ownStep", true).setHorizontalRule().run();
  ana.types("more");
  ana.editor.commands.undo();
  ana.editor.commands.undo();
  expect(ana.text()).toBe("words ");
});

function open(): Writers {
  writers = openWriters();
  // Filling the page for the test is no edit of Ana's.
  for (const { editor } of [writers.ana, writers.ben]) editor.commands.setTextSelection(1);
  return writers;
}
