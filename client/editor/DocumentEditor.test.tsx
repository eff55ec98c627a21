// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import type { Editor } from "@tiptap/core";
import { act, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { MemberId } from "../../shared/ids.ts";
import { startI18n } from "../app/i18n.ts";
import { DocumentEditor, type DocumentEditorProps } from "./DocumentEditor.tsx";

let root: Root;
let doc: Y.Doc;
let awareness: Awareness;
let editors: Editor[];
const unknown = vi.fn();
const me = { member: "a".repeat(26) as MemberId, name: "Ana", color: "#0e7490" };

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  startI18n();
  unknown.mockReset();
  doc = new Y.Doc();
  awareness = new Awareness(doc);
  editors = [];
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(async () => {
  await act(() => root.unmount());
  document.body.replaceChildren();
  awareness.destroy();
});

test("the text has a role, a name, and one tool bar", async () => {
  await draws({ label: "Minutes" });
  const text = document.querySelector("[role=textbox]");
  expect(text?.getAttribute("aria-label")).toBe("Minutes");
  expect(text?.getAttribute("aria-multiline")).toBe("true");
  expect(document.querySelectorAll("[role=toolbar] [tabindex='0']")).toHaveLength(1);
});

test("drawn twice, as React's strict mode does, it is one editor that works", async () => {
  await draws({});
  expect(document.querySelectorAll("[role=textbox]")).toHaveLength(1);
  const editor = editors.at(-1);
  await act(() => editor?.commands.insertContent("words"));
  expect(doc.getXmlFragment("default").toString()).toBe("<paragraph>words</paragraph>");
  await act(() => editor?.commands.undo());
  expect(editor?.getText()).toBe("");
});

test("it becomes read only and back without losing the caret or the words", async () => {
  await draws({});
  const editor = editors.at(-1);
  await act(() => editor?.commands.insertContent("words"));
  await draws({ editable: false });
  expect(editors.at(-1)).toBe(editor);
  expect(document.querySelector("[role=textbox]")?.getAttribute("contenteditable")).toBe("false");
  expect(document.querySelector("[role=textbox]")?.getAttribute("aria-readonly")).toBe("true");
  expect(document.querySelector("[role=toolbar]")).toBeNull();
  await draws({ editable: true });
  expect(document.querySelector("[role=textbox]")?.getAttribute("aria-readonly")).toBeNull();
  expect(editor?.state.selection.from).toBe(6);
  expect(editor?.getText()).toBe("words");
});

test("a new title is the text's new name", async () => {
  await draws({ label: "Minutes" });
  await draws({ label: "Minutes of May" });
  expect(document.querySelector("[role=textbox]")?.getAttribute("aria-label")).toBe("Minutes of May");
});

test("unknown content that arrives takes the editor away and stays in the document", async () => {
  await draws({});
  await act(() => editors.at(-1)?.commands.insertContent("words"));
  await act(() => Y.applyUpdate(doc, withHologram(doc), "wire"));
  expect(unknown).toHaveBeenCalledExactlyOnceWith(["hologram"]);
  expect(document.querySelector("[role=textbox]")).toBeNull();
  expect(doc.getXmlFragment("default").toString()).toContain("<hologram></hologram>");
});

test("no editor ever opens on unknown content", async () => {
  Y.applyUpdate(doc, withHologram(doc), "wire");
  await draws({});
  expect(unknown).toHaveBeenCalledWith(["hologram"]);
  expect(editors).toEqual([]);
  expect(doc.getXmlFragment("default").toString()).toContain("<hologram></hologram>");
});

async function draws(props: Partial<DocumentEditorProps>) {
  await act(() =>
    root.render(
      <StrictMode>
        <MantineProvider withCssVariables={false} withGlobalClasses={false}>
          <DocumentEditor
            doc={doc}
            awareness={awareness}
            me={me}
            editable
            label="Minutes"
            onUnknownContent={unknown}
            onPasteTooLarge={() => {}}
            onReady={(editor) => editors.push(editor)}
            {...props}
          />
        </MantineProvider>
      </StrictMode>,
    ),
  );
}

/** An update by a newer program that knows a node of that name. */
function withHologram(current: Y.Doc): Uint8Array {
  const newer = new Y.Doc();
  Y.applyUpdate(newer, Y.encodeStateAsUpdate(current));
  newer.getXmlFragment("default").push([new Y.XmlElement("hologram")]);
  return Y.encodeStateAsUpdate(newer, Y.encodeStateVector(current));
}
