// @vitest-environment happy-dom
import { yUndoPluginKey } from "@tiptap/y-tiptap";
import { afterEach, expect, test, vi } from "vitest";
import { openWriters, type Writer, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => writers.close());

test("words typed while somebody else types are one step of undo", async () => {
  const { ana, ben } = open("<p>one</p><p>two</p>");
  ana.placesCaret(4);
  yUndoPluginKey.getState(ana.editor.state).undoManager.stopCapturing();
  for (const letter of "words") {
    ana.types(letter);
    ben.placesCaret(ben.editor.state.doc.content.size - 1);
    ben.types("x");
    await frame();
    // As a click or an arrow key into the same place.
    ana.editor.view.dispatch(ana.editor.state.tr.setMeta("nothing", true));
  }
  expect(ana.text()).toBe("onewords|twoxxxxx");
  ana.editor.commands.undo();
  expect(ana.text()).toBe("one|twoxxxxx");
});

test("whoever only looks at a document that was emptied writes nothing into it", async () => {
  const { ana, ben } = open("<p>words</p>");
  const written = vi.fn();
  ana.doc.getXmlFragment("default").delete(0, 1);
  expect(ben.text()).toBe("");
  for (const writer of [ana, ben]) writer.doc.on("update", written);
  for (const writer of [ana, ben]) {
    writer.editor.view.dispatch(writer.editor.state.tr.setMeta("nothing", true));
    writer.placesCaret(1);
  }
  await frame();
  expect(written).not.toHaveBeenCalled();
  expect(content(ben)).toBe("");
  ben.types("b");
  expect(content(ana)).toBe("<paragraph>b</paragraph>");
  expect(ana.text()).toBe("b");
});

test("undoing the first words of a document leaves no paragraphs of those who look on", async () => {
  const { ana, ben } = open(null);
  ana.placesCaret(1);
  ana.types("first");
  expect(ben.text()).toBe("first");
  ana.editor.commands.undo();
  ben.placesCaret(1);
  await frame();
  expect(content(ana)).toBe("");
  ana.editor.commands.redo();
  expect(content(ben)).toBe("<paragraph>first</paragraph>");
  expect(ben.text()).toBe("first");
});

test("what one empties oneself is written, and so is what comes after something from elsewhere", () => {
  const { ana, ben } = open("<p>one</p><p>two</p>");
  ana.editor.commands.clearContent();
  expect(content(ben)).toBe("<paragraph></paragraph>");
  ben.types("b");
  ana.types("a");
  expect(content(ana)).toBe(content(ben));
  expect([...ana.text()].sort().join("")).toBe("ab");
});

function open(content: string | null): Writers {
  writers = openWriters(content);
  return writers;
}

function content(writer: Writer): string {
  return writer.doc.getXmlFragment("default").toString();
}

async function frame() {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
