// @vitest-environment happy-dom
import { Editor } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { documentExtensions } from "../../shared/schema/documentExtensions.ts";
import { structsIn } from "../../shared/schema/structCount.ts";
import {
  freshLetters,
  letterRanges,
  randomDocument,
  randomEdits,
  seededRandom,
} from "../../shared/schema/testing/randomEdits.ts";
import { judgeUpdate } from "./judgeUpdate.ts";
import { defaultGateLimits } from "./limits.ts";

/** An editor whose every update goes through the gate into the server's copy. */
function openEditor() {
  const page = new Y.Doc();
  const server = new Y.Doc();
  server.getXmlFragment("default");
  const refusals: string[] = [];
  let updates = 0;
  page.on("update", (update: Uint8Array) => {
    updates++;
    const judgement = judgeUpdate(server, update, defaultGateLimits);
    if (judgement.verdict !== "accept") refusals.push(JSON.stringify(judgement));
    Y.applyUpdate(server, update);
  });
  const editor = new Editor({ extensions: [...documentExtensions, Collaboration.configure({ document: page })] });
  return { page, server, editor, refusals, updates: () => updates };
}

test("whatever an honest editor does is accepted, one update at a time", () => {
  const done = new Map<string, number>();
  let updates = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const random = seededRandom(seed);
    const letters = freshLetters(letterRanges.first);
    const { page, server, editor, refusals, ...count } = openEditor();
    editor.commands.setContent(randomDocument(random, freshLetters(letterRanges.start)));
    for (let step = 0; step < 60; step++) {
      const edit = randomEdits[random(randomEdits.length)];
      if (edit?.run(editor, random, letters)) done.set(edit.name, (done.get(edit.name) ?? 0) + 1);
      expect(refusals, `seed ${seed}, step ${step}: ${edit?.name}`).toEqual([]);
    }
    updates += count.updates();
    expect(server.getXmlFragment("default").toString()).toBe(page.getXmlFragment("default").toString());
    expect(judgeUpdate(new Y.Doc(), Y.encodeStateAsUpdate(page), defaultGateLimits)).toMatchObject({
      verdict: "accept",
    });
    editor.destroy();
  }
  const missing = randomEdits.filter(({ name }) => !done.has(name)).map(({ name }) => name);
  expect(missing, "edits that never did anything").toEqual([]);
  expect(updates).toBeGreaterThan(500);
});

test("what two people did while apart is accepted when they come back, one after the other", () => {
  for (let seed = 100; seed < 112; seed++) {
    const random = seededRandom(seed);
    const start = openEditor();
    start.editor.commands.setContent(randomDocument(random, freshLetters(letterRanges.start)));
    const { server } = start;
    for (const firstCode of [letterRanges.first, letterRanges.second]) {
      const apart = openEditor();
      Y.applyUpdate(apart.page, Y.encodeStateAsUpdate(start.page));
      for (let step = 0; step < 40; step++) {
        randomEdits[random(randomEdits.length)]?.run(apart.editor, random, freshLetters(firstCode + step * 20));
      }
      const news = Y.encodeStateAsUpdate(apart.page, Y.encodeStateVector(server));
      expect(judgeUpdate(server, news, defaultGateLimits), `seed ${seed}`).toMatchObject({ verdict: "accept" });
      Y.applyUpdate(server, news);
      apart.editor.destroy();
    }
    start.editor.destroy();
  }
});

test("structs are never estimated lower than what the editor writes", () => {
  for (let seed = 200; seed < 230; seed++) {
    const { editor } = openEditor();
    editor.commands.setContent(randomDocument(seededRandom(seed), freshLetters(letterRanges.start)));
    editor.chain().selectAll().toggleBold().run();
    const fresh = openEditor();
    fresh.editor.commands.setContent(editor.getJSON());
    const written = Y.decodeUpdate(Y.encodeStateAsUpdate(fresh.page)).structs.length;
    expect(structsIn(editor.state.doc.content), `seed ${seed}`).toBeGreaterThanOrEqual(written);
    editor.destroy();
    fresh.editor.destroy();
  }
});

test("one command over a very long document is not too much", () => {
  const { editor, refusals } = openEditor();
  const paragraphs = Array.from({ length: 6_000 }, (_, index) => ({
    type: "paragraph",
    content: [{ type: "text", text: `line ${index}` }],
  }));
  editor.commands.setContent({ type: "doc", content: paragraphs });
  editor.chain().selectAll().toggleBulletList().run();
  editor.chain().selectAll().deleteSelection().run();
  expect(refusals).toEqual([]);
  editor.destroy();
});
