import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

const shortcuts = [
  ["next", ["J", "↓"]],
  ["previous", ["K", "↑"]],
  ["open", ["Enter"]],
  ["create", ["N"]],
  ["rename", ["F2"]],
  ["filter", ["/"]],
  ["leave", ["Esc"]],
  ["help", ["?"]],
] as const;

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("library.shortcuts.title")}
      closeButtonProps={{ "aria-label": t("library.shortcuts.close"), size: 36, iconSize: 18 }}
      classNames={{ title: "confirm-title" }}
      size={400}
    >
      <dl className="shortcuts">
        {shortcuts.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`library.shortcuts.${name}`)}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t("library.shortcuts.or")} `}
                  <Kbd>{key}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
