// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPassage } from "../../shared/chat.ts";
import { findPassage, selectedPassage } from "./passages.ts";
import { openWriters, type Writer, type Writers } from "./testWriters.ts";

let people: Writers;
beforeEach(() => {
  people = openWriters("<p>one two three</p><p>four five</p>");
});
afterEach(() => people.close());

function points(writer: Writer, from: number, to: number) {
  writer.placesCaret(from, to);
  const passage = selectedPassage(writer.editor);
  // As it arrives at the others: through JSON, and read by the server.
  return readPassage(JSON.parse(JSON.stringify(passage)));
}

function wordsAt({ editor }: Writer, passage: ReturnType<typeof points>): string | null {
  const found = passage && findPassage(editor, passage);
  return found ? editor.state.doc.textBetween(found.from, found.to, "|") : null;
}

test("selected words are found by the others, also after text was written before and within them", () => {
  const passage = points(people.ana, 5, 14);
  expect(passage?.quote).toBe("two three");
  expect(wordsAt(people.ben, passage)).toBe("two three");
  people.ben.placesCaret(1);
  people.ben.types("zero ");
  people.ana.placesCaret(13);
  people.ana.types("and a half ");
  expect(wordsAt(people.ben, passage)).toContain("two");
  expect(wordsAt(people.ben, passage)).toContain("three");
  expect(wordsAt(people.ana, passage)).toBe(wordsAt(people.ben, passage));
});

test("words are found over the ends of paragraphs, and backwards selections too", () => {
  const passage = points(people.ana, 9, 20);
  expect(passage?.quote).toBe("three four");
  expect(wordsAt(people.ben, passage)).toBe("three|four");
  people.ana.editor.commands.setTextSelection({ from: 9, to: 5 });
  expect(wordsAt(people.ben, points(people.ana, 5, 9))).toBe("two ");
});

test("words that a new paragraph took along are found where they stand", () => {
  const passage = points(people.ana, 9, 14);
  people.ben.placesCaret(5);
  people.ben.editor.commands.splitBlock();
  expect(people.ben.text()).toBe("one |two three|four five");
  expect(wordsAt(people.ana, passage)).toBe("three");
});

test("nothing selected points nowhere, and deleted words are nowhere", () => {
  people.ana.placesCaret(3);
  expect(selectedPassage(people.ana.editor)).toBeNull();
  const passage = points(people.ana, 5, 14);
  people.ben.placesCaret(4, 14);
  people.ben.editor.commands.deleteSelection();
  expect(people.ben.text()).toBe("one|four five");
  expect(wordsAt(people.ana, passage)).toBeNull();
});
