import { expect, test } from "vitest";
import * as Y from "yjs";
import { rootName } from "./contentRules.ts";
import { type DocumentNode, readFragment } from "./readFragment.ts";
import { writeFragment } from "./writeFragment.ts";

test("what is written is read back as it was, marks, attributes and neighbours", () => {
  const blocks: DocumentNode[] = [
    { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Plan" }] },
    {
      type: "paragraph",
      content: [
        { type: "text", text: "One " },
        { type: "text", text: "two", marks: [{ type: "bold" }, { type: "link", attrs: { href: "https://x.org" } }] },
        { type: "hardBreak" },
        { type: "text", text: "three" },
      ],
    },
    { type: "paragraph" },
    {
      type: "taskList",
      content: [
        {
          type: "taskItem",
          attrs: { checked: true },
          content: [{ type: "paragraph", content: [{ type: "text", text: "Done" }] }],
        },
      ],
    },
  ];
  const fragment = new Y.Doc().getXmlFragment(rootName);
  writeFragment(fragment, blocks);
  expect(readFragment(fragment)).toEqual({ type: "doc", content: blocks });
  writeFragment(fragment, [{ type: "horizontalRule" }]);
  expect(readFragment(fragment).content).toHaveLength(5);
});

test("attributes that are nothing are left out", () => {
  const fragment = new Y.Doc().getXmlFragment(rootName);
  writeFragment(fragment, [{ type: "codeBlock", attrs: { language: null }, content: [{ type: "text", text: "x" }] }]);
  expect((fragment.get(0) as Y.XmlElement).getAttributes()).toEqual({});
});
