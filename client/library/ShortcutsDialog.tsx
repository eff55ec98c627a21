import { Kbd } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";

const shortcuts = [
  ["next", ["J", "↓"]],
  ["previous", ["K", "↑"]],
  ["open", ["Enter"]],
  ["create", ["N"]],
  ["rename", ["F2"]],
  ["star", ["S"]],
  ["trash", ["Del"]],
  ["menu", ["M"]],
  ["undo", ["U"]],
  ["search", ["/"]],
  ["leave", ["Esc"]],
  ["help", ["?"]],
] as const;

/** Keys that a keyboard prints in its own language; the others read the same everywhere. */
const namedKeys = { Enter: "ui.keys.enter", Del: "ui.keys.delete" } as const;

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("library.shortcuts.title")} closeLabel={t("ui.close")}>
      <dl className="shortcuts">
        {shortcuts.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`library.shortcuts.${name}`)}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && ` ${t("library.shortcuts.or")} `}
                  <Kbd>{key === "Enter" || key === "Del" ? t(namedKeys[key]) : key}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
