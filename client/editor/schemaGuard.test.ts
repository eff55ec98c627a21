// @vitest-environment happy-dom
import { Editor, type Extensions, Node } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { documentExtensions } from "../../shared/schema/documentExtensions.ts";
import { installSchemaGuard, mendingOrigin } from "./schemaGuard.ts";

const contentOf = (doc: Y.Doc) => doc.getXmlFragment("default").toString();

function open(doc: Y.Doc, extensions: Extensions = documentExtensions): Editor {
  return new Editor({ extensions: [...extensions, Collaboration.configure({ document: doc })] });
}

function openGuarded(doc: Y.Doc) {
  const told: string[][] = [];
  let editor: Editor | null = null;
  const guard = installSchemaGuard(doc, (names) => {
    told.push(names);
    editor?.destroy();
    editor = null;
  });
  if (!guard.isBlocked) editor = open(doc);
  return { told, guard, isMounted: () => editor !== null, editor: () => editor as Editor };
}

/** Two copies that hear of each other only when told to. */
function exchange(...docs: Y.Doc[]): void {
  for (let round = 0; round < 2; round++) {
    for (const from of docs) {
      for (const to of docs) {
        if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), "remote");
      }
    }
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function element(name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  return made;
}

const paragraph = (text: string) => element("paragraph", new Y.XmlText(text));

function documentOf(...blocks: Y.XmlElement[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment("default").insert(0, blocks);
  return doc;
}

/** What a later program brings: an unknown node, an unknown mark, or an unknown attribute. */
const laterContent: [string, (doc: Y.Doc) => void][] = [
  ["callout", (doc) => doc.getXmlFragment("default").push([element("callout", paragraph("precious"))])],
  [
    "sparkle",
    (doc) => {
      const text = new Y.XmlText();
      text.applyDelta([{ insert: "precious", attributes: { sparkle: {} } }]);
      doc.getXmlFragment("default").push([element("paragraph", text)]);
    },
  ],
];

test.each(laterContent)(
  "without the guard, an editor that does not know %s deletes it for everybody",
  (_name, bring) => {
    const doc = documentOf(paragraph("known"));
    const editor = open(doc);
    const other = copyOf(doc);
    bring(other);
    exchange(doc, other);
    expect(contentOf(other)).not.toContain("precious");
    editor.destroy();
  },
);

test.each(laterContent)(
  "with the guard, the editor is gone before it can delete %s, and nothing is lost",
  (name, bring) => {
    const doc = documentOf(paragraph("known"));
    const page = openGuarded(doc);
    const other = copyOf(doc);
    bring(other);
    const before = contentOf(other);
    exchange(doc, other);
    expect(page.told).toEqual([[name]]);
    expect(page.isMounted()).toBe(false);
    expect(contentOf(other)).toBe(before);
    expect(contentOf(doc)).toBe(before);
  },
);

test.each(laterContent)("a document that holds %s already gets no editor at all", (name, bring) => {
  const doc = documentOf(paragraph("known"));
  bring(doc);
  const before = contentOf(doc);
  const page = openGuarded(doc);
  expect(page.guard.isBlocked).toBe(true);
  expect(page.told).toEqual([[name]]);
  expect(contentOf(doc)).toBe(before);
});

test("an attribute that is not known blocks too, for the next edit of its element would delete it", () => {
  const doc = documentOf(paragraph("known"));
  const page = openGuarded(doc);
  const other = copyOf(doc);
  (other.getXmlFragment("default").get(0) as Y.XmlElement).setAttribute("mood", "calm");
  exchange(doc, other);
  expect(page.told).toEqual([["mood"]]);
  expect(contentOf(other)).toContain("calm");
});

test("names inside what is brought are found at any depth", () => {
  const doc = documentOf(paragraph("known"));
  const page = openGuarded(doc);
  const other = copyOf(doc);
  other
    .getXmlFragment("default")
    .push([element("bulletList", element("listItem", paragraph("a"), element("callout")))]);
  exchange(doc, other);
  expect(page.told).toEqual([["callout"]]);
});

test("a listener that throws does not silence the document", async () => {
  const doc = documentOf(paragraph("known"));
  const thrown: unknown[] = [];
  const keep = (error: unknown) => thrown.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", keep);
  installSchemaGuard(doc, () => {
    throw new Error("broken page");
  });
  const other = copyOf(doc);
  other.getXmlFragment("default").push([element("callout")]);
  exchange(doc, other);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("uncaughtException", keep);
  for (const listener of others) process.on("uncaughtException", listener);
  expect(thrown).toEqual([expect.objectContaining({ message: "broken page" })]);
  let heard = 0;
  doc.on("update", () => heard++);
  doc.getXmlFragment("default").push([paragraph("more")]);
  expect(heard).toBe(1);
});

/** An item with two blocks, of which two people take away one each. Both leave a valid item; together they empty it. */
function emptiedByTwo() {
  const start = documentOf(
    element("bulletList", element("listItem", paragraph("first"), paragraph("second"))),
    paragraph("end"),
  );
  const item = (doc: Y.Doc) => (doc.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlElement;
  const [ana, ben] = [copyOf(start), copyOf(start)];
  return {
    ana,
    ben,
    anaDeletes: () => item(ana).delete(0, 1),
    benDeletes: () => item(ben).delete(1, 1),
    item,
  };
}

test("without the guard, an item that two people emptied is deleted, and with it what a third writes into it", () => {
  const { ana, ben, anaDeletes, benDeletes, item } = emptiedByTwo();
  const editor = open(ana);
  const offline = copyOf(ana);
  item(offline).push([paragraph("written offline")]);
  anaDeletes();
  benDeletes();
  exchange(ana, ben);
  exchange(ana, ben, offline);
  expect(contentOf(ana)).not.toContain("written offline");
  editor.destroy();
});

test("an item that two people emptied is mended, and what a third writes into it stays", () => {
  const { ana, ben, anaDeletes, benDeletes, item } = emptiedByTwo();
  const pages = [openGuarded(ana), openGuarded(ben)];
  const offline = copyOf(ana);
  item(offline).push([paragraph("written offline")]);
  anaDeletes();
  benDeletes();
  exchange(ana, ben);
  expect(contentOf(ana)).toContain("<listitem><paragraph></paragraph>");
  exchange(ana, ben, offline);
  expect(contentOf(ana)).toContain("written offline");
  expect(contentOf(ben)).toBe(contentOf(ana));
  for (const page of pages) {
    expect(page.told).toEqual([]);
    expect(page.editor().getText()).toContain("written offline");
    page.editor().destroy();
  }
});

test("mending is an edit of its own, so that it is sent and never undone as somebody's", () => {
  const { ana, ben, anaDeletes, benDeletes } = emptiedByTwo();
  const origins: unknown[] = [];
  const mended: string[][] = [];
  installSchemaGuard(ana, () => {}, { onMended: (names) => mended.push(names) });
  ana.on("update", (_update: Uint8Array, origin: unknown) => origins.push(origin));
  benDeletes();
  anaDeletes();
  exchange(ana, ben);
  expect(mended).toEqual([["listItem"]]);
  expect(origins).toContain(mendingOrigin);
});

test("a page that may not write does not mend: it gets no editor", () => {
  const { ana, ben, anaDeletes, benDeletes } = emptiedByTwo();
  const told: string[][] = [];
  installSchemaGuard(ana, (names) => told.push(names), { mayWrite: () => false });
  anaDeletes();
  benDeletes();
  exchange(ana, ben);
  expect(told).toEqual([["listItem"]]);
  expect(contentOf(ana)).toBe(contentOf(ben));
});

test.each([
  ["bulletList", "<bulletlist><listitem><paragraph></paragraph></listitem></bulletlist>"],
  ["taskList", '<tasklist><taskitem checked="false"><paragraph></paragraph></taskitem></tasklist>'],
  ["blockquote", "<blockquote><paragraph></paragraph></blockquote>"],
  ["table", "<table><tablerow><tablecell><paragraph></paragraph></tablecell></tablerow></table>"],
])("an emptied %s is mended before an editor is mounted, and the editor keeps it", (name, mended) => {
  const doc = documentOf(element(name), paragraph("end"));
  const page = openGuarded(doc);
  expect(contentOf(doc)).toBe(`${mended}<paragraph>end</paragraph>`);
  page.editor().commands.insertContentAt(page.editor().state.doc.content.size, "more");
  expect(contentOf(doc)).toContain(mended.slice(0, mended.indexOf(">")));
  page.editor().destroy();
});

test("an editor for a schema with one more node is not stopped by what it brings itself", () => {
  const doc = documentOf(paragraph("known"));
  const page = openGuarded(doc);
  const later = copyOf(doc);
  const callout = Node.create({ name: "callout", group: "block", content: "block+", renderHTML: () => ["div", 0] });
  const editor = open(later, [...documentExtensions, callout]);
  editor.commands.insertContentAt(editor.state.doc.content.size, {
    type: "callout",
    content: [{ type: "paragraph", content: [{ type: "text", text: "precious" }] }],
  });
  exchange(doc, later);
  expect(page.told).toEqual([["callout"]]);
  expect(editor.getText()).toContain("precious");
  editor.destroy();
});
