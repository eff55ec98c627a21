import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { type MemberId, makeId } from "../../../shared/ids.ts";
import { templates } from "../../../shared/library.ts";
import { rootName } from "../../../shared/schema/contentRules.ts";
import { documentSchema } from "../../../shared/schema/documentExtensions.ts";
import { type DocumentNode, readFragment } from "../../../shared/schema/readFragment.ts";
import { judgeUpdate } from "../../gate/judgeUpdate.ts";
import { defaultGateLimits } from "../../gate/limits.ts";
import { writtenFor } from "../firstWords.ts";
import { templateLanguage, templateLanguages, templateText } from "./templateText.ts";

const ana = makeId<MemberId>(randomBytes);

for (const template of templates) {
  for (const language of templateLanguages) {
    test(`the template ${template} in "${language}" is what our own editor could have written`, () => {
      const { title, blocks } = templateText(template, language);
      expect(title).not.toBe("");
      const written = writtenFor(ana, blocks, randomBytes);
      expect(judgeUpdate(new Y.Doc(), written.update, defaultGateLimits)).toMatchObject({ verdict: "accept" });
      const doc = new Y.Doc();
      Y.applyUpdate(doc, written.update);
      const read = readFragment(doc.getXmlFragment(rootName));
      expect(read).toEqual({ type: "doc", content: blocks });
      // What is left out would be filled in by the first editor that opens it, as an edit of whoever that is.
      const node = documentSchema().nodeFromJSON(read);
      node.check();
      expect(withoutNothing(node.toJSON())).toEqual(read);
      expect(written.firstLine).not.toBe("");
      expect(written.facts).toEqual([{ fact: "owner", clientId: [...doc.store.clients.keys()][0], member: ana }]);
    });
  }

  test(`the template ${template} has the same shape in every language`, () => {
    const [first, ...others] = templateLanguages.map((language) => shapeOf(templateText(template, language).blocks));
    for (const other of others) expect(other).toEqual(first);
  });
}

/** What the editor leaves out as well: attributes that are null. */
function withoutNothing(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json, (_key, value) => value ?? undefined));
}

function shapeOf(nodes: readonly DocumentNode[] = []): unknown[] {
  return nodes.map(({ type, content }) => (type === "text" ? type : [type, shapeOf(content)]));
}

test("templates come in the first language that is asked for and known, and in English otherwise", () => {
  expect(templateLanguage([undefined, "fr", "de-AT", "en"])).toBe("de");
  expect(templateLanguage(["en-GB", "de"])).toBe("en");
  expect(templateLanguage(["*"])).toBe("en");
  expect(templateLanguage([])).toBe("en");
});
