import {
  IconBold,
  IconCode,
  IconExternalLink,
  IconHighlight,
  IconItalic,
  IconLink,
  IconLinkOff,
  IconPencil,
} from "@tabler/icons-react";
import { type Editor, isTextSelection, posToDOMRect } from "@tiptap/core";
import { AllSelection } from "@tiptap/pm/state";
import { useEditorState } from "@tiptap/react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isSafeHref } from "../../../shared/schema/safeHref.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { type MarkId, removeLink, shortcutOf, toggleMark } from "../formatting.ts";
import { isMac } from "../isMac.ts";
import { useRovingFocus } from "../toolbar/useRovingFocus.ts";
import { LinkForm } from "./LinkForm.tsx";
import { useFloating } from "./useFloating.ts";
import "./menus.css";

export interface BubbleMenuProps {
  editor: Editor;
  /** Whether the link form is wanted, by key or by toolbar. */
  linkAsked: boolean;
  onLinkAsked: (asked: boolean) => void;
}

/** What can be done with the selected words, above them; and with a link, when the caret stands in one. */
export function BubbleMenu({ editor, linkAsked, onLinkAsked }: BubbleMenuProps) {
  const { place, href, content } = useEditorState({ editor, selector: () => readSelection(editor) });
  const isPressing = usePressing(editor);
  const [dismissed, setDismissed] = useState("");
  const menu = useRef<HTMLDivElement>(null);
  const isHere = useFocusAround(editor, menu);
  useFloating(menu, () => selectionBox(editor), "above");

  useEffect(() => {
    const dismiss = (event: KeyboardEvent) => {
      if (event.key === "Escape") setDismissed(place);
    };
    const { dom } = editor.view;
    dom.addEventListener("keydown", dismiss);
    return () => dom.removeEventListener("keydown", dismiss);
  }, [editor, place]);

  if (linkAsked) {
    return (
      <div className="floating-menu bubble-menu" ref={menu} data-part="form">
        <LinkForm editor={editor} onClose={() => onLinkAsked(false)} />
      </div>
    );
  }
  if (content === "none" || !isHere || isPressing || dismissed === place) return null;
  return (
    <div className="floating-menu bubble-menu" ref={menu} data-part={content}>
      {content === "words" ? (
        <WordTools editor={editor} onLink={() => onLinkAsked(true)} />
      ) : (
        <LinkTools editor={editor} href={href} onChange={() => onLinkAsked(true)} />
      )}
    </div>
  );
}

const tools = [
  ["bold", IconBold],
  ["italic", IconItalic],
  ["code", IconCode],
  ["highlight", IconHighlight],
] as const satisfies readonly (readonly [MarkId, unknown])[];

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

function WordTools({ editor, onLink }: { editor: Editor; onLink: () => void }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const rove = useRovingFocus(bar);
  const active = useEditorState({ editor, selector: () => tools.map(([id]) => editor.isActive(id)) });
  const inLink = useEditorState({ editor, selector: () => editor.isActive("link") });
  return (
    <div
      className="bubble-bar"
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      aria-label={t("editor.selectionTools")}
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.commands.focus();
        else rove(event);
      }}
      onMouseDown={(event) => event.preventDefault()}
    >
      {tools.map(([id, Shape], index) => (
        <IconButton
          key={id}
          label={t(`editor.marks.${id}`)}
          shortcut={shortcutOf(id, isMac)}
          icon={<Shape {...icon} />}
          pressed={active[index]}
          onClick={() => toggleMark(editor, id)}
        />
      ))}
      <IconButton
        label={t("editor.link.name")}
        shortcut={shortcutOf("link", isMac)}
        icon={<IconLink {...icon} />}
        pressed={inLink}
        onClick={onLink}
      />
    </div>
  );
}

function LinkTools({ editor, href, onChange }: { editor: Editor; href: string; onChange: () => void }) {
  const { t } = useTranslation();
  return (
    <div
      className="bubble-bar"
      role="toolbar"
      tabIndex={-1}
      aria-label={t("editor.link.name")}
      onKeyDown={(event) => event.key === "Escape" && editor.commands.focus()}
    >
      <a className="link-address" href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        <IconExternalLink {...icon} />
        <span className="visually-hidden">{t("editor.link.open")}</span>
        <span className="link-text">{href.replace(/^https?:\/\//, "")}</span>
      </a>
      <IconButton
        label={t("editor.link.change")}
        shortcut={shortcutOf("link", isMac)}
        icon={<IconPencil {...icon} />}
        onClick={onChange}
      />
      <IconButton label={t("editor.link.remove")} icon={<IconLinkOff {...icon} />} onClick={() => removeLink(editor)} />
    </div>
  );
}

function readSelection(editor: Editor) {
  const { selection, doc } = editor.state;
  const { from, to, empty } = selection;
  const found: unknown = editor.getAttributes("link").href;
  const href = isSafeHref(found) ? found : "";
  const isWords = isTextSelection(selection) || selection instanceof AllSelection;
  const hasWords = isWords && !empty && !selection.$from.parent.type.spec.code && doc.textBetween(from, to) !== "";
  const content = hasWords ? "words" : empty && href !== "" ? "link" : "none";
  return { place: `${from}-${to}`, href, content } as const;
}

function selectionBox(editor: Editor): DOMRect | null {
  if (editor.isDestroyed) return null;
  const { from, to } = editor.state.selection;
  return posToDOMRect(editor.view, from, to);
}

/** Whether the focus is in the text or in the menu over it: whoever goes from one to the other stays. */
function useFocusAround(editor: Editor, menu: RefObject<HTMLElement | null>): boolean {
  const [isHere, setHere] = useState(false);
  useEffect(() => {
    const { dom } = editor.view;
    const isAround = (target: EventTarget | null) =>
      target instanceof Node && (dom.contains(target) || (menu.current?.contains(target) ?? false));
    const come = (event: FocusEvent) => setHere(isAround(event.target));
    const go = (event: FocusEvent) => setHere(isAround(event.relatedTarget));
    setHere(isAround(document.activeElement));
    window.addEventListener("focusin", come);
    window.addEventListener("focusout", go);
    return () => {
      window.removeEventListener("focusin", come);
      window.removeEventListener("focusout", go);
    };
  }, [editor, menu]);
  return isHere;
}

/** Whether the pointer is being held down over the text: a menu that follows a growing selection is in its way. */
function usePressing(editor: Editor): boolean {
  const [isPressing, setPressing] = useState(false);
  useEffect(() => {
    const press = () => setPressing(true);
    const release = () => setPressing(false);
    const { dom } = editor.view;
    dom.addEventListener("pointerdown", press);
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
    return () => {
      dom.removeEventListener("pointerdown", press);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
    };
  }, [editor]);
  return isPressing;
}
