import { Menu } from "@mantine/core";
import {
  IconColumnInsertLeft,
  IconColumnInsertRight,
  IconColumnRemove,
  IconRowInsertBottom,
  IconRowInsertTop,
  IconRowRemove,
  IconTable,
  IconTableColumn,
  IconTableOff,
  IconTableRow,
} from "@tabler/icons-react";
import type { Editor } from "@tiptap/core";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/IconButton.tsx";
import { ownStep } from "../extensions/undoSteps.ts";

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

const tools = [
  ["addRowBefore", IconRowInsertTop],
  ["addRowAfter", IconRowInsertBottom],
  ["addColumnBefore", IconColumnInsertLeft],
  ["addColumnAfter", IconColumnInsertRight],
  ["toggleHeaderRow", IconTableRow],
  ["toggleHeaderColumn", IconTableColumn],
  ["deleteRow", IconRowRemove],
  ["deleteColumn", IconColumnRemove],
  ["deleteTable", IconTableOff],
] as const;

/** What can be done with the table that the selection is in. */
export function TableTools({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" returnFocus>
      <Menu.Target>
        <IconButton label={t("editor.table.tools")} icon={<IconTable {...icon} />} pressed />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("editor.table.tools")}>
        {tools.map(([id, Shape]) => (
          <Menu.Item
            key={id}
            leftSection={<Shape {...icon} />}
            onClick={() => editor.chain().focus().setMeta(ownStep, true)[id]().run()}
          >
            {t(`editor.table.${id}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
