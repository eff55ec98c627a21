// @vitest-environment happy-dom
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from "@tiptap/y-tiptap";
import { afterEach, expect, test } from "vitest";
import { openWriters, type Writers } from "../testWriters.ts";
import { createResolver } from "./resolvePositions.ts";

let writers: Writers;
afterEach(() => writers.close());

const rich =
  "<h2>Head</h2><p>a<strong>b</strong>c</p><ul><li><p>x</p><ul><li><p>yy</p></li></ul></li></ul>" +
  "<table><tbody><tr><td><p>1</p></td><td><p>22</p></td></tr></tbody></table><hr><blockquote><p></p><p>q😀</p></blockquote><p>end</p>";

test("every place of a document with everything in it is found again, as the binding itself would find it", () => {
  writers = openWriters(rich);
  const { editor } = writers.ben;
  const { binding, type, doc } = ySyncPluginKey.getState(editor.state);
  const resolve = createResolver(binding);
  let compared = 0;
  for (let place = 1; place < editor.state.doc.content.size; place++) {
    const position = absolutePositionToRelativePosition(place, type, binding.mapping);
    const expected = relativePositionToAbsolutePosition(doc, type, position, binding.mapping);
    // The binding gives up on some places at the very beginning; ours answers there too.
    if (expected === null) continue;
    expect(resolve(position), `place ${place}`).toBe(expected);
    compared++;
  }
  expect(compared).toBeGreaterThan(40);
});

test("a place in text that was taken away is nowhere", () => {
  writers = openWriters("<p>one</p><p>two</p>");
  const { ana, ben } = writers;
  const { binding, type } = ySyncPluginKey.getState(ben.editor.state);
  const position = absolutePositionToRelativePosition(8, type, binding.mapping);
  ana.editor.commands.deleteRange({ from: 5, to: 10 });
  expect(createResolver(binding)(position)).toBeNull();
});
