// @vitest-environment happy-dom
import { ySyncPluginKey } from "@tiptap/y-tiptap";
import { afterEach, expect, test, vi } from "vitest";
import { openWriters, type Writer, type Writers } from "../testWriters.ts";

let writers: Writers;
afterEach(() => {
  writers.close();
  vi.unstubAllGlobals();
});

/** The next time the binding wants to show something, it throws as it does at a caret whose place is gone. */
function failsToShowOnce(writer: Writer): void {
  const { binding } = ySyncPluginKey.getState(writer.editor.state);
  Object.defineProperty(binding, "_tr", {
    configurable: true,
    get() {
      delete binding._tr;
      throw new RangeError("Position 72 out of range");
    },
  });
}

test("an error of the binding while it shows a remote change is reported, and what Yjs holds is shown all the same", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  writers = openWriters("<p>one</p><p>two</p>");
  const { ana, ben } = writers;
  ben.placesCaret(2);
  failsToShowOnce(ben);
  ana.placesCaret(4);
  ana.types(" more");
  expect(reported).toHaveBeenCalledTimes(1);
  expect(ben.text()).toBe(ana.text());
  ben.types("!");
  expect(ana.text()).toBe(ben.text());
  expect(ana.text()).toContain("more");
});
