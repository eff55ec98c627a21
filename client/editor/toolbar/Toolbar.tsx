import { Button, MantineThemeProvider, Menu } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBlockquote,
  IconBold,
  IconCheck,
  IconChevronDown,
  IconCode,
  IconHighlight,
  IconItalic,
  IconLink,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconSeparatorHorizontal,
  IconSourceCode,
  IconStrikethrough,
  IconTable,
  IconUnderline,
} from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { type ComponentType, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/IconButton.tsx";
import { useKeyboardInset } from "../../ui/useKeyboardInset.ts";
import {
  type BlockId,
  isActiveBlock,
  type MarkId,
  shortcutOf,
  styleOfSelection,
  textStyles,
  toggleBlock,
  toggleMark,
} from "../formatting.ts";
import { isMac } from "../isMac.ts";
import { TableTools } from "./TableTools.tsx";

import { useRovingFocus } from "./useRovingFocus.ts";
import { useStepBack } from "./useStepBack.ts";
import "./Toolbar.css";

export interface ToolbarProps {
  editor: Editor;
  onLink: () => void;
}

/** The icon of a tool, at the size and stroke of all others. */
const toolIcon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

/** Above it are the title and the state, which a tooltip would cover. */
const tipsBelow = { components: { Tooltip: { defaultProps: { position: "bottom" } } } } as const;

export function Toolbar({ editor, onLink }: ToolbarProps) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const rove = useRovingFocus(bar);
  useStepBack(editor, bar);
  useKeyboardInset(bar);
  return (
    <div
      className="editor-toolbar"
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      aria-label={t("editor.toolbar")}
      aria-orientation="horizontal"
      onKeyDown={(event) => {
        if (event.key === "Escape") editor.commands.focus();
        else rove(event);
      }}
      // A press on a button must not take the selection away from the text.
      onMouseDown={(event) => event.preventDefault()}
    >
      <MantineThemeProvider inherit theme={tipsBelow}>
        <Group>
          <HistoryButton editor={editor} id="undo" icon={IconArrowBackUp} />
          <HistoryButton editor={editor} id="redo" icon={IconArrowForwardUp} />
        </Group>
        <Group>
          <StyleMenu editor={editor} />
        </Group>
        <Group>
          <MarkButton editor={editor} id="bold" icon={IconBold} />
          <MarkButton editor={editor} id="italic" icon={IconItalic} />
          <MarkButton editor={editor} id="underline" icon={IconUnderline} />
          <MarkButton editor={editor} id="strike" icon={IconStrikethrough} />
          <MarkButton editor={editor} id="code" icon={IconCode} />
          <MarkButton editor={editor} id="highlight" icon={IconHighlight} />
          <LinkButton editor={editor} onLink={onLink} />
        </Group>
        <Group>
          <BlockButton editor={editor} id="bulletList" icon={IconList} />
          <BlockButton editor={editor} id="orderedList" icon={IconListNumbers} />
          <BlockButton editor={editor} id="taskList" icon={IconListCheck} />
        </Group>
        <Group>
          <BlockButton editor={editor} id="blockquote" icon={IconBlockquote} />
          <BlockButton editor={editor} id="codeBlock" icon={IconSourceCode} />
          <BlockButton editor={editor} id="divider" icon={IconSeparatorHorizontal} plain />
          <TableButton editor={editor} />
        </Group>
      </MantineThemeProvider>
    </div>
  );
}

type Icon = ComponentType<typeof toolIcon>;

function Group({ children }: { children: ReactNode }) {
  return <div className="toolbar-group">{children}</div>;
}

function HistoryButton({ editor, id, icon: Shape }: { editor: Editor; id: "undo" | "redo"; icon: Icon }) {
  const { t } = useTranslation();
  const possible = useEditorState({ editor, selector: () => editor.can()[id]() });
  return (
    <IconButton
      label={t(`editor.${id}`)}
      shortcut={shortcutOf(id, isMac)}
      icon={<Shape {...toolIcon} />}
      aria-disabled={!possible}
      onClick={() => possible && editor.chain().focus()[id]().run()}
    />
  );
}

function MarkButton({ editor, id, icon: Shape }: { editor: Editor; id: MarkId; icon: Icon }) {
  const { t } = useTranslation();
  const { pressed, possible } = useEditorState({
    editor,
    selector: () => ({ pressed: editor.isActive(id), possible: editor.can().toggleMark(id) }),
  });
  return (
    <IconButton
      label={t(`editor.marks.${id}`)}
      shortcut={shortcutOf(id, isMac)}
      icon={<Shape {...toolIcon} />}
      pressed={pressed}
      aria-disabled={!possible}
      onClick={() => possible && toggleMark(editor, id)}
    />
  );
}

function LinkButton({ editor, onLink }: ToolbarProps) {
  const { t } = useTranslation();
  const pressed = useEditorState({ editor, selector: () => editor.isActive("link") });
  return (
    <IconButton
      label={t("editor.link.name")}
      shortcut={shortcutOf("link", isMac)}
      icon={<IconLink {...toolIcon} />}
      pressed={pressed}
      onClick={onLink}
    />
  );
}

interface BlockButtonProps {
  editor: Editor;
  id: BlockId;
  icon: Icon;
  /** For what is inserted rather than switched on and off. */
  plain?: boolean;
}

function BlockButton({ editor, id, icon: Shape, plain = false }: BlockButtonProps) {
  const { t } = useTranslation();
  const pressed = useEditorState({ editor, selector: () => isActiveBlock(editor, id) });
  return (
    <IconButton
      label={t(`editor.blocks.${id}`)}
      shortcut={shortcutOf(id, isMac)}
      icon={<Shape {...toolIcon} />}
      pressed={plain ? undefined : pressed}
      onClick={() => toggleBlock(editor, id)}
    />
  );
}

function TableButton({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  const inTable = useEditorState({ editor, selector: () => editor.isActive("table") });
  if (inTable) return <TableTools editor={editor} />;
  return (
    <IconButton
      label={t("editor.blocks.table")}
      icon={<IconTable {...toolIcon} />}
      onClick={() => toggleBlock(editor, "table")}
    />
  );
}

function StyleMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  const style = useEditorState({ editor, selector: () => styleOfSelection(editor) });
  return (
    <Menu position="bottom-start" returnFocus>
      <Menu.Target>
        <Button
          className="style-button"
          variant="subtle"
          size="compact-md"
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
          aria-label={t("editor.styleNow", { style: t(`editor.blocks.${style ?? "other"}`) })}
        >
          {t(`editor.blocks.${style ?? "other"}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t("editor.style")}>
        {textStyles.map((id) => (
          <Menu.Item
            key={id}
            className="style-choice"
            aria-current={id === style}
            data-style={id}
            leftSection={
              id === style ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <span className="no-check" />
            }
            rightSection={<span className="menu-shortcut">{shortcutOf(id, isMac)}</span>}
            onClick={() => toggleBlock(editor, id)}
          >
            {t(`editor.blocks.${id}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
