// @vitest-environment happy-dom
import { Editor } from "@tiptap/core";
import type { ContentMatch } from "@tiptap/pm/model";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { isAllowedAttribute, isAllowedMark } from "./attributeRules.ts";
import { contentRule, ruledNames } from "./contentRules.ts";
import { maxDepth } from "./depth.ts";
import { documentExtensions, documentSchema } from "./documentExtensions.ts";
import { markNames, markOfKey, nodeNames, requiredSchema, schemaNumber } from "./names.ts";
import { isSafeHref } from "./safeHref.ts";

/** All node types that an expression can ever take. */
function childrenOf(match: ContentMatch, seen = new Set<ContentMatch>(), names = new Set<string>()): Set<string> {
  if (seen.has(match)) return names;
  seen.add(match);
  for (let index = 0; index < match.edgeCount; index++) {
    const edge = match.edge(index);
    names.add(edge.type.name);
    childrenOf(edge.next, seen, names);
  }
  return names;
}

test("the names are those of the editor's schema, and each has a number", () => {
  const { nodes, marks } = documentSchema();
  expect([...nodeNames].sort()).toEqual(
    Object.keys(nodes)
      .filter((name) => name !== "doc" && name !== "text")
      .sort(),
  );
  expect([...ruledNames].sort()).toEqual([...nodeNames].sort());
  expect([...markNames].sort()).toEqual(Object.keys(marks).sort());
  for (const name of [...nodeNames, ...markNames]) expect(requiredSchema(name)).toBeLessThanOrEqual(schemaNumber);
  for (const name of ["constructor", "__proto__", "doc", "text", "callout"]) expect(requiredSchema(name)).toBeNull();
});

test.each([null, ...nodeNames])("the content rule of %s is the editor's", (name) => {
  const type = documentSchema().nodes[name ?? "doc"];
  const rule = contentRule(name);
  if (type === undefined || rule === null) throw new Error("no such node");
  expect([...rule.children].sort()).toEqual([...childrenOf(type.contentMatch)].sort());
  expect(rule.marks).toBe(type.inlineContent && type.allowsMarks([documentSchema().mark("bold")]));
  if (name !== null) expect(rule.fill === null).toBe(type.contentMatch.validEnd);
  if (rule.fill !== null) expect(rule.children.has(rule.fill)).toBe(true);
});

test("any order of the allowed children is valid, so that two people cannot make an order that is not", () => {
  for (const name of nodeNames) {
    const type = documentSchema().nodes[name];
    const names = [...(contentRule(name)?.children ?? [])];
    for (const first of names) {
      for (const second of names) {
        const end = type?.contentMatch
          .matchType(documentSchema().nodes[first] as never)
          ?.matchType(documentSchema().nodes[second] as never);
        expect(end?.validEnd, `${name}: ${first}, ${second}`).toBe(true);
      }
    }
  }
});

test("every default of an attribute is allowed to stand in a document, or is left out of it", () => {
  for (const [name, type] of Object.entries(documentSchema().nodes)) {
    for (const [attribute, { default: value }] of Object.entries(type.spec.attrs ?? {})) {
      expect(value === null || isAllowedAttribute(name, attribute, value), `${name}.${attribute}`).toBe(true);
    }
  }
});

test("marks are recognised under the key that the binding gives to overlapping ones", () => {
  expect(markOfKey("comment--aB3+/x==")).toBe("comment");
  expect(markOfKey("bold")).toBe("bold");
  expect(isAllowedMark("bold", {})).toBe(true);
  expect(isAllowedMark("bold", { onclick: "x" })).toBe(false);
  expect(
    isAllowedMark("link", {
      href: "https://example.org",
      target: "_blank",
      rel: "noopener noreferrer nofollow",
      class: null,
    }),
  ).toBe(true);
});

test.each([
  "https://example.org/a?b=c#d",
  "http://localhost:3000",
  "HTTPS://EXAMPLE.ORG",
  "mailto:ana@example.org",
  "tel:+491234",
  "/d/abc",
  "#part",
  "?q=a:b",
  "../up/a:b",
  "example.org/path",
])("%s may stand in a link", (href) => {
  expect(isSafeHref(href)).toBe(true);
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "java\nscript:alert(1)",
  "java\u200bscript:alert(1)",
  "\u0000javascript:alert(1)",
  "\u00a0javascript:alert(1)",
  "vbscript:x",
  "data:text/html,<script>",
  "file:///etc/passwd",
  "blob:https://example.org/x",
  "1javascript:x",
  "",
  "   ",
  "x".repeat(5_000),
  null,
  {},
])("%j may not stand in a link", (href) => {
  expect(isSafeHref(href)).toBe(false);
});

const openEditor = () => new Editor({ extensions: documentExtensions });

test("values that no rule allows go back to their default, however they come in", () => {
  const editor = openEditor();
  editor.commands.insertContent(
    '<ol start="x" type="zz"><li>a</li></ol><table><tr><td colspan="many" rowspan="0">b</td></tr></table>',
  );
  editor.commands.insertContent({ type: "heading", attrs: { level: 99 }, content: [{ type: "text", text: "c" }] });
  editor.commands.insertContent({
    type: "text",
    text: "d",
    marks: [{ type: "link", attrs: { href: "javascript:x" } }],
  });
  const wrong: string[] = [];
  editor.state.doc.descendants((node) => {
    for (const [name, value] of Object.entries(node.attrs)) {
      if (value !== null && !isAllowedAttribute(node.type.name, name, value))
        wrong.push(`${node.type.name}.${name}: ${value}`);
    }
    for (const mark of node.marks) if (!isAllowedMark(mark.type.name, mark.attrs)) wrong.push(mark.type.name);
  });
  expect(wrong).toEqual([]);
  expect(editor.getText()).toContain("d");
  editor.destroy();
});

test("line breaks carry no marks", () => {
  const editor = openEditor();
  editor.commands.setContent("<p>one<br>two</p>");
  editor.chain().selectAll().toggleBold().run();
  const breaks: number[] = [];
  editor.state.doc.descendants((node) => {
    if (node.type.name === "hardBreak") breaks.push(node.marks.length);
  });
  expect(breaks).toEqual([0]);
  expect(editor.getHTML()).toBe("<p><strong>one</strong><br><strong>two</strong></p>");
  editor.destroy();
});

test("nesting beyond what the server takes does not happen", () => {
  const editor = openEditor();
  editor.commands.setContent("<p>deep</p>");
  for (let level = 0; level < maxDepth + 10; level++) editor.commands.wrapIn("blockquote");
  let deepest = 0;
  editor.state.doc.descendants((node, position) => {
    if (node.isText) deepest = editor.state.doc.resolve(position).depth + 1;
  });
  expect(deepest).toBe(maxDepth);
  editor.destroy();
});

test("there is one copy of yjs and of the binding's plugin keys", async () => {
  const { ySyncPluginKey } = await import("@tiptap/y-tiptap");
  expect((ySyncPluginKey as unknown as { key: string }).key).toBe("y-sync$");
  const { yXmlFragmentToProsemirrorJSON } = await import("@tiptap/y-tiptap");
  // The binding tells types apart by `instanceof`, which a second copy of yjs would break.
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText("one")]);
  doc.getXmlFragment("default").insert(0, [paragraph]);
  expect(JSON.stringify(yXmlFragmentToProsemirrorJSON(doc.getXmlFragment("default")))).toContain("one");
});
