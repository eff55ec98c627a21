// @vitest-environment happy-dom
import { Fragment, Slice } from "@tiptap/pm/model";
import { afterEach, expect, test } from "vitest";
import { maxPasteBytes } from "../../../shared/document.ts";
import { openWriters, type Writer, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

test("a paste above the limit is refused before it enters the document, and said so once", () => {
  const { ana } = open();
  const event = pastes(ana, { "text/plain": "x".repeat(maxPasteBytes + 1) });
  expect(ana.text()).toBe("");
  expect(ana.refusedPastes).toBe(1);
  expect(event.defaultPrevented).toBe(true);
});

test("the limit counts bytes and not letters", () => {
  const { ana } = open();
  pastes(ana, { "text/plain": "ö".repeat(maxPasteBytes / 2 + 1) });
  expect(ana.text()).toBe("");
  expect(ana.refusedPastes).toBe(1);
});

test("many small paragraphs weigh too", () => {
  const { ana } = open();
  const { schema, view } = ana.editor;
  const paragraph = schema.node("paragraph", null, schema.text("x"));
  const slice = new Slice(Fragment.fromArray(Array(50_000).fill(paragraph)), 0, 0);
  const taken = view.someProp("handlePaste", (take) => take(view, new Event("paste") as ClipboardEvent, slice));
  expect(taken).toBe(true);
  expect(ana.refusedPastes).toBe(1);
});

test("a table of more cells than the server takes at once is refused, though it has few bytes", () => {
  const { ana } = open();
  const { schema, view } = ana.editor;
  const cell = schema.node("tableCell", null, schema.node("paragraph"));
  const row = schema.node("tableRow", null, Array(100).fill(cell));
  const table = schema.node("table", null, Array(130).fill(row));
  const slice = new Slice(Fragment.from(table), 0, 0);
  expect(view.someProp("handlePaste", (take) => take(view, new Event("paste") as ClipboardEvent, slice))).toBe(true);
  expect(ana.refusedPastes).toBe(1);
});

test("markup that is thrown away does not count", () => {
  const { ana } = open();
  const styled = `<p style="${"color:red;".repeat(120_000)}">kept</p>`;
  expect(styled.length).toBeGreaterThan(maxPasteBytes);
  pastes(ana, { "text/plain": "kept", "text/html": styled });
  expect(ana.text()).toBe("kept");
  expect(ana.refusedPastes).toBe(0);
});

test("half a character becomes a replacement sign, the same in both copies", () => {
  const { ana, ben } = open();
  ana.editor.view.pasteText(`a${"😀".charAt(0)}b`);
  expect(ana.text()).toBe("a\ufffdb");
  expect(ben.text()).toBe("a\ufffdb");
});

test("a dropped file does not replace the page", () => {
  const { ana } = open();
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { files: [{}], getData: () => "" } });
  ana.editor.view.dom.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
});

test("unsafe addresses are pasted as words and not as links", () => {
  const { ana } = open();
  ana.editor.view.pasteHTML('<p><a href="javascript:alert(1)">click</a> <a href="https://example.org">go</a></p>');
  expect(ana.editor.getHTML()).not.toContain("javascript");
  expect(ana.editor.getHTML()).toContain("https://example.org");
  expect(ana.text()).toBe("click go");
});

function open(): Writers {
  writers = openWriters();
  return writers;
}

function pastes(writer: Writer, data: Record<string, string>): Event {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  const clipboardData = { getData: (type: string) => data[type] ?? "", files: [], types: Object.keys(data) };
  Object.assign(event, { clipboardData });
  writer.editor.view.dom.dispatchEvent(event);
  return event;
}
