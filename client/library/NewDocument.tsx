import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconFile, IconPlus, IconTemplate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Template, templates } from "../../shared/library.ts";

export interface NewDocumentProps {
  busy: boolean;
  /** Null for a blank one. */
  onCreate: (template: Template | null) => void;
}

/** Makes a blank document with one press; the menu beside it offers the templates as well. */
export function NewDocument({ busy, onCreate }: NewDocumentProps) {
  const { t } = useTranslation();
  return (
    <div className="new-document">
      <Button
        className="new-document-blank"
        onClick={() => onCreate(null)}
        loading={busy}
        leftSection={<IconPlus size={18} stroke={1.75} />}
        aria-keyshortcuts="n"
      >
        {t("library.create")}
      </Button>
      <Menu position="bottom-end" width={320}>
        <Menu.Target>
          <Button
            className="new-document-more"
            disabled={busy}
            aria-label={t("library.templates.open")}
            title={t("library.templates.open")}
          >
            <IconChevronDown size={18} stroke={1.75} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFile size={20} stroke={1.75} />} onClick={() => onCreate(null)}>
            <Choice name={t("library.templates.blank")} line={t("library.templates.blankLine")} />
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>{t("library.templates.label")}</Menu.Label>
          {templates.map((template) => (
            <Menu.Item
              key={template}
              leftSection={<IconTemplate size={20} stroke={1.75} />}
              onClick={() => onCreate(template)}
            >
              <Choice name={t(`library.templates.${template}`)} line={t(`library.templates.${template}Line`)} />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Choice({ name, line }: { name: string; line: string }) {
  return (
    <span className="new-document-choice">
      <span>{name}</span>
      <span className="new-document-line">{line}</span>
    </span>
  );
}
