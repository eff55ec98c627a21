import { Editor } from "@tiptap/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { drawnColour } from "../../shared/colour.ts";
import type { MemberId } from "../../shared/ids.ts";
import { memberColour } from "../ui/memberColour.ts";
import { SlashMenuStore } from "./extensions/slashMenu.ts";
import { editorExtensions } from "./extensions.ts";
import type { BlockId } from "./formatting.ts";
import { BubbleMenu } from "./menus/BubbleMenu.tsx";
import { SlashMenu } from "./menus/SlashMenu.tsx";
import { installSchemaGuard } from "./schemaGuard.ts";
import { Toolbar } from "./toolbar/Toolbar.tsx";
import "./editor.css";

export interface DocumentEditorProps {
  /** A document that is there: an editor on one that is still arriving would show an empty page as the truth. */
  doc: Y.Doc;
  awareness: Awareness;
  me: { member: MemberId; name: string; color: string };
  editable: boolean;
  /** What a screen reader calls the text: the document's title. */
  label: string;
  /** The document holds what this program does not know; the editor is gone when this is called. */
  onUnknownContent: (names: string[]) => void;
  onPasteTooLarge: () => void;
  /** Where the toolbar stands; above the text without it. */
  toolbarSlot?: HTMLElement | null;
  onReady?: (editor: Editor) => void;
}

/** The text and the tools around it. Knows a Y.Doc and an Awareness, and no network. */
export function DocumentEditor(props: DocumentEditorProps) {
  const { doc, awareness, me, editable, label, toolbarSlot } = props;
  const { t } = useTranslation();
  const [slashMenu] = useState(() => new SlashMenuStore());
  const [editor, setEditor] = useState<Editor | null>(null);
  const [linkAsked, setLinkAsked] = useState(false);
  const desk = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLDivElement>(null);

  const attributes = attributesOf(label, editable);
  const speak = useEffectEvent(() => t);
  const openEditor = useEffectEvent((element: HTMLElement) => {
    return new Editor({
      element,
      editable,
      injectCSS: false,
      editorProps: { attributes },
      extensions: editorExtensions({
        doc,
        awareness,
        slashMenu,
        words: {
          placeholder: () => speak()("editor.placeholder"),
          nameless: () => speak()("editor.nameless"),
          taskLabel: () => speak()("editor.taskDone"),
          wordsFor: (id: BlockId) => `${speak()(`editor.blocks.${id}`)} ${speak()(`editor.also.${id}`)}`,
        },
        onPasteTooLarge: () => tellPasteTooLarge(),
      }),
    });
  });
  const tellPasteTooLarge = useEffectEvent(() => props.onPasteTooLarge());
  const tellUnknown = useEffectEvent((names: string[]) => props.onUnknownContent(names));
  const mayWrite = useEffectEvent(() => editable);
  const tellReady = useEffectEvent((ready: Editor) => props.onReady?.(ready));

  // biome-ignore lint/correctness/useExhaustiveDependencies: an editor lives as long as its document, which `openEditor` reads.
  useEffect(() => {
    let opened: Editor | null = null;
    // The guard comes first: it must see what arrives before the editor's binding does.
    const guard = installSchemaGuard(
      doc,
      (names) => {
        opened?.destroy();
        opened = null;
        setEditor(null);
        tellUnknown(names);
      },
      { mayWrite: () => mayWrite() },
    );
    if (guard.isBlocked || paper.current === null) return guard.close;
    opened = openEditor(paper.current);
    setEditor(opened);
    tellReady(opened);
    return () => {
      guard.close();
      opened?.destroy();
      setEditor(null);
    };
  }, [doc, awareness]);

  useEffect(() => {
    editor?.setEditable(editable, false);
  }, [editor, editable]);

  useEffect(() => {
    editor?.setOptions({ editorProps: { attributes: attributesOf(label, editable) } });
  }, [editor, label, editable]);

  const toolbar = editor && editable && <Toolbar editor={editor} onLink={() => setLinkAsked(true)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the text inside, which is the element that has the role.
    <div
      className="document-editor"
      ref={desk}
      {...memberColour(drawnColour(me.color))}
      onKeyDown={(event) => {
        if (!editor || !editable) return;
        if (event.altKey && event.key === "F10") {
          event.preventDefault();
          focusToolbar();
        } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
          event.preventDefault();
          setLinkAsked(true);
        }
      }}
    >
      {toolbarSlot ? createPortal(toolbar, toolbarSlot) : toolbar}
      <div className="paper-text" ref={paper} />
      {editor && <SlashMenu editor={editor} store={slashMenu} />}
      {editor && editable && <BubbleMenu editor={editor} linkAsked={linkAsked} onLinkAsked={setLinkAsked} />}
    </div>
  );
}

/** Text that cannot be written in is still reached by keyboard, to be read, and says what it is. */
function attributesOf(label: string, editable: boolean): Record<string, string> {
  const attributes = { role: "textbox", "aria-label": label, "aria-multiline": "true" };
  return editable ? attributes : { ...attributes, "aria-readonly": "true", tabindex: "0" };
}

function focusToolbar() {
  document.querySelector<HTMLElement>(".editor-toolbar [tabindex='0']")?.focus();
}
