// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { openWriters, type Writers } from "../testWriters.ts";
import { matchBlocks } from "./slashMenu.ts";

let writers: Writers;
afterEach(() => writers?.close());

test("a slash offers all blocks, typing narrows them down, and a key chooses", async () => {
  const { ana } = open();
  ana.types("/");
  await vi.waitFor(() => expect(ana.slashMenu.current()?.items).toHaveLength(11));
  ana.types("tas");
  await vi.waitFor(() => expect(ana.slashMenu.current()?.items).toEqual(["taskList"]));
  ana.presses("Enter");
  expect(ana.editor.isActive("taskList")).toBe(true);
  expect(ana.text()).not.toContain("/");
  expect(ana.slashMenu.current()).toBeNull();
});

test("arrows go round, and choosing begins anew with each letter", async () => {
  const { ana } = open();
  ana.types("/");
  await vi.waitFor(() => expect(ana.slashMenu.current()?.chosen).toBe(0));
  ana.presses("ArrowUp");
  expect(ana.slashMenu.current()?.chosen).toBe(10);
  ana.presses("ArrowDown");
  ana.presses("ArrowDown");
  expect(ana.slashMenu.current()?.chosen).toBe(1);
  ana.types("h");
  await vi.waitFor(() => expect(ana.slashMenu.current()?.items[0]).toBe("heading1"));
  expect(ana.slashMenu.current()?.chosen).toBe(0);
});

test("Escape closes it and leaves what was typed", async () => {
  const { ana } = open();
  ana.types("/h");
  await vi.waitFor(() => expect(ana.slashMenu.current()).not.toBeNull());
  ana.presses("Escape");
  expect(ana.slashMenu.current()).toBeNull();
  expect(ana.text()).toContain("/");
});

test("words in which a slash means nothing do not open it", async () => {
  const { ana } = open();
  ana.types("and/or");
  ana.editor.commands.setCodeBlock();
  ana.types(" /h");
  await Promise.resolve();
  expect(ana.slashMenu.current()).toBeNull();
});

test("a table at the end of a page leaves a line to write on below it", async () => {
  const { ana } = open();
  ana.types("/table");
  await vi.waitFor(() => expect(ana.slashMenu.current()?.items).toEqual(["table"]));
  ana.presses("Enter");
  expect(ana.editor.state.doc.lastChild?.type.name).toBe("paragraph");
  expect(ana.editor.isActive("table")).toBe(true);
});

test("blocks are found by the beginning of any of their words, without regard to accents", () => {
  const wordsFor = (id: string) => (id === "heading1" ? "Überschrift groß" : id === "table" ? "Gitter Uhr" : "zz");
  expect(matchBlocks("uber", wordsFor)).toEqual(["heading1"]);
  expect(matchBlocks("u", wordsFor).slice(0, 2)).toEqual(["heading1", "table"]);
});

function open(): Writers {
  writers = openWriters();
  writers.ana.editor.commands.setTextSelection(1);
  return writers;
}
