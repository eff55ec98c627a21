// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { openWriters, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

test("what is typed behind a link is not part of it", () => {
  const { ana } = open('<p><a href="https://example.org">site</a></p>');
  ana.placesCaret(5);
  ana.types(" more");
  expect(links()).toEqual([["https://example.org", "site"]]);
  ana.placesCaret(3);
  ana.types("x");
  expect(links()).toEqual([["https://example.org", "sixte"]]);
});

test("a link written as in Markdown becomes one, and undo gives the signs back", () => {
  const { ana } = open("<p></p>");
  ana.placesCaret(1);
  ana.types("see [the site](example.org/a_b) or");
  expect(ana.text()).toBe("see the site or");
  expect(links()).toEqual([["https://example.org/a_b", "the site"]]);
  ana.editor.commands.undo();
  ana.editor.commands.undo();
  expect(ana.text()).toBe("see [the site](example.org/a_b");
});

test.each(["[x](javascript:alert(1)", "[](example.org)", "[x]()", "a [x] (example.org)"])(
  "%s stays as it was typed",
  (text) => {
    const { ana } = open("<p></p>");
    ana.placesCaret(1);
    ana.types(text);
    expect(ana.text()).toBe(text);
    expect(links()).toEqual([]);
  },
);

test("marks of the words go along, and in code nothing is a link", () => {
  const { ana } = open("<p></p><pre></pre>");
  ana.placesCaret(1);
  ana.editor.commands.toggleBold();
  ana.types("[x](example.org)");
  expect(ana.editor.getHTML()).toContain("<strong>x</strong>");
  ana.placesCaret(5);
  ana.types("[x](example.org)");
  expect(ana.text()).toBe("x|[x](example.org)");
});

test("Tab in code is two spaces and does not leave the page", () => {
  const { ana } = open("<pre>a</pre>");
  ana.placesCaret(1);
  ana.presses("Tab");
  expect(ana.text()).toBe("  a");
});

function open(content: string): Writers {
  writers = openWriters(content);
  return writers;
}

function links(): (string | null)[][] {
  return [...writers.ana.editor.view.dom.querySelectorAll("a")].map((link) => [
    link.getAttribute("href"),
    link.textContent,
  ]);
}
