import { Editor } from "@tiptap/core";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { SlashMenuStore } from "./extensions/slashMenu.ts";
import { editorExtensions } from "./extensions.ts";
import type { BlockId } from "./formatting.ts";

/** People writing one document in a test: each with an editor, a Y.Doc and an Awareness of their own. */
export interface Writer {
  name: string;
  editor: Editor;
  doc: Y.Doc;
  awareness: Awareness;
  slashMenu: SlashMenuStore;
  refusedPastes: number;
  /** Types as a keyboard does, letter by letter, so that Markdown shortcuts see it. */
  types: (text: string) => void;
  presses: (key: string, held?: KeyboardEventInit) => void;
  placesCaret: (anchor: number, head?: number) => void;
  text: () => string;
}

export interface Writers {
  ana: Writer;
  ben: Writer;
  /** From now on nothing passes between the two until `reconnect`. */
  disconnect: () => void;
  reconnect: () => void;
  close: () => void;
}

/** Without content (`null`) the document is as empty as Yjs begins it. */
export function openWriters(content: string | null = "<p></p>"): Writers {
  const ana = openWriter("Ana");
  const ben = openWriter("Ben");
  let isConnected = true;
  const pairs = [
    [ana, ben],
    [ben, ana],
  ] as const;
  for (const [from, to] of pairs) {
    from.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (isConnected && origin !== "wire") Y.applyUpdate(to.doc, update, "wire");
    });
    from.awareness.on("update", (change: Record<"added" | "updated" | "removed", number[]>, origin: unknown) => {
      const clients = [...change.added, ...change.updated, ...change.removed];
      if (isConnected && origin !== "wire") {
        applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, clients), "wire");
      }
    });
    from.awareness.setLocalStateField("user", { name: from.name, color: "#0e7490", member: "a".repeat(26) });
  }
  if (content !== null) ana.editor.commands.setContent(content);
  return {
    ana,
    ben,
    disconnect() {
      isConnected = false;
    },
    reconnect() {
      isConnected = true;
      for (const [from, to] of pairs) {
        Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), "wire");
        applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [from.awareness.clientID]), "wire");
      }
    },
    close() {
      for (const writer of [ana, ben]) {
        writer.editor.destroy();
        writer.awareness.destroy();
        writer.doc.destroy();
      }
    },
  };
}

export function openWriter(name: string): Writer {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const slashMenu = new SlashMenuStore();
  const element = document.body.appendChild(document.createElement("div"));
  const editor = new Editor({
    element,
    injectCSS: false,
    extensions: editorExtensions({
      doc,
      awareness,
      slashMenu,
      words: {
        placeholder: () => "Write here",
        nameless: () => "Somebody",
        taskLabel: () => "Done",
        wordsFor: (id: BlockId) => id,
      },
      onPasteTooLarge: () => writer.refusedPastes++,
    }),
  });
  const writer: Writer = {
    name,
    editor,
    doc,
    awareness,
    slashMenu,
    refusedPastes: 0,
    types(text) {
      for (const letter of text) {
        const { view } = editor;
        const { from, to } = view.state.selection;
        const insert = () => view.state.tr.insertText(letter, from, to);
        const taken = view.someProp("handleTextInput", (take) => take(view, from, to, letter, insert));
        if (!taken) view.dispatch(insert());
      }
    },
    presses(key, held = {}) {
      editor.view.dom.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held }));
    },
    placesCaret(anchor, head = anchor) {
      editor.view.focus();
      editor.commands.setTextSelection({ from: anchor, to: head });
    },
    text: () => editor.getText({ blockSeparator: "|" }),
  };
  return writer;
}
