// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { openWriters, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

function typed(...lines: string[]): string {
  writers = openWriters();
  const { ana } = writers;
  lines.forEach((line, index) => {
    if (index > 0) ana.presses("Enter");
    ana.types(line);
  });
  return ana.editor.getHTML().replaceAll(/<\/?p>/g, "");
}

test("the marker of an item that Enter has made already goes, so that lists typed as Markdown stay flat", () => {
  expect(typed("- one", "- two", "- three")).toBe('<ul dir="auto"><li>one</li><li>two</li><li>three</li></ul>');
});

test("numbers do the same in a numbered list", () => {
  expect(typed("1. one", "2. two")).toBe('<ol dir="auto"><li>one</li><li>two</li></ol>');
});

test("a marker of another kind changes the list, as its button does", () => {
  expect(typed("- one", "1. two")).toContain('<ol dir="auto">');
  expect(writers.ana.editor.getHTML()).not.toContain("<li></li>");
});

test("the first marker of a paragraph still makes a list, and a dash inside a line is a dash", () => {
  expect(typed("- one - two")).toBe('<ul dir="auto"><li>one - two</li></ul>');
});
