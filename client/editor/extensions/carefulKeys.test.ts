// @vitest-environment happy-dom

import { Editor, Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { afterEach, expect, test, vi } from "vitest";
import { documentExtensions } from "../../../shared/schema/documentExtensions.ts";
import { CarefulKeys } from "./carefulKeys.ts";

const Throwing = Extension.create({
  name: "throwing",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleKeyDown(_view, event) {
          if (event.key === "Enter") throw new RangeError("Inserted content deeper than insertion position");
          return false;
        },
      },
    }),
  ],
});

afterEach(() => vi.unstubAllGlobals());

test("a key whose command throws is reported, does nothing, and is not left to the browser", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const editor = new Editor({ extensions: [...documentExtensions, Throwing, CarefulKeys], content: "<p>words</p>" });
  const press = (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    editor.view.dom.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(press("Enter")).toBe(true);
  expect(reported).toHaveBeenCalledTimes(1);
  expect(press("x")).toBe(false);
  expect(editor.getText()).toBe("words");
  editor.destroy();
});
