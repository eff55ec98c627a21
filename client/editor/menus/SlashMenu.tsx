import {
  IconBlockquote,
  IconH1,
  IconH2,
  IconH3,
  IconLetterT,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconSeparatorHorizontal,
  IconSourceCode,
  IconTable,
} from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { useEffect, useId, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { OpenSlashMenu, SlashMenuStore } from "../extensions/slashMenu.ts";
import { type BlockId, shortcutOf } from "../formatting.ts";
import { isMac } from "../isMac.ts";
import { useFloating } from "./useFloating.ts";
import "./menus.css";

const icons = {
  paragraph: IconLetterT,
  heading1: IconH1,
  heading2: IconH2,
  heading3: IconH3,
  bulletList: IconList,
  orderedList: IconListNumbers,
  taskList: IconListCheck,
  blockquote: IconBlockquote,
  codeBlock: IconSourceCode,
  table: IconTable,
  divider: IconSeparatorHorizontal,
} as const satisfies Record<BlockId, unknown>;

/** Blocks to choose from while a slash is being typed. The text keeps the focus; the list is steered from there. */
export function SlashMenu({ editor, store }: { editor: Editor; store: SlashMenuStore }) {
  const open = useSyncExternalStore(store.subscribe, store.current);
  return open && <OpenList editor={editor} open={open} />;
}

function OpenList({ editor, open }: { editor: Editor; open: OpenSlashMenu }) {
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = open.items[open.chosen];
  const optionId = (block: BlockId) => `${id}-${block}`;
  useFloating(list, open.place, "below");

  useEffect(() => {
    const { dom } = editor.view;
    dom.setAttribute("aria-haspopup", "listbox");
    dom.setAttribute("aria-controls", id);
    return () => {
      for (const name of ["aria-haspopup", "aria-controls", "aria-activedescendant"]) dom.removeAttribute(name);
    };
  }, [editor, id]);

  useEffect(() => {
    if (chosen === undefined) return;
    const option = document.getElementById(`${id}-${chosen}`);
    editor.view.dom.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    option?.scrollIntoView({ block: "nearest" });
  }, [editor, id, chosen]);

  return (
    <div
      className="floating-menu slash-menu"
      ref={list}
      id={id}
      role="listbox"
      tabIndex={0}
      aria-label={t("editor.insert")}
    >
      {open.items.map((block) => {
        const Icon = icons[block];
        return (
          <div
            key={block}
            id={optionId(block)}
            className="slash-option"
            role="option"
            tabIndex={-1}
            aria-selected={block === chosen}
            // The press must neither take the focus from the text nor wait for a click that a blur would prevent.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open.choose(block)}
            onKeyDown={() => {}}
          >
            <Icon size={18} stroke={1.75} aria-hidden />
            <span>{t(`editor.blocks.${block}`)}</span>
            <span className="menu-shortcut" aria-hidden>
              {shortcutOf(block, isMac)}
            </span>
          </div>
        );
      })}
    </div>
  );
}
