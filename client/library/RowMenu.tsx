import { Kbd, Menu } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconArrowBackUp,
  IconCopy,
  IconDoorExit,
  IconDots,
  IconDownload,
  IconFileText,
  IconPencil,
  IconStar,
  IconStarOff,
  IconTrash,
  IconTrashX,
  IconUserPlus,
} from "@tabler/icons-react";
import { Fragment, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Way } from "./waysWithDocument.ts";

const icons: Record<Way, typeof IconStar> = {
  open: IconFileText,
  rename: IconPencil,
  star: IconStar,
  unstar: IconStarOff,
  duplicate: IconCopy,
  share: IconUserPlus,
  download: IconDownload,
  archive: IconArchive,
  reopen: IconArchiveOff,
  trash: IconTrash,
  restore: IconArrowBackUp,
  purge: IconTrashX,
  leave: IconDoorExit,
};

/** The keys of the list, by the names that browsers give them. */
const keys: Partial<Record<Way, string>> = { rename: "F2", star: "S", unstar: "S", trash: "Delete" };

/** What takes a document away from where it is stands apart. */
const apart: ReadonlySet<Way> = new Set(["archive", "reopen", "purge", "leave"]);

export interface RowMenuProps {
  title: string;
  /** Where the document can be downloaded. */
  download: string;
  ways: readonly Way[];
  onWay: (way: Way) => void;
}

/** All that can be done with one document. */
export function RowMenu({ title, download, ways, onWay }: RowMenuProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const label = t("library.ways.label", { title });
  return (
    // The keyboard is back on the button at once, so that a field or a dialog that was chosen takes it from there and gives it back.
    <Menu position="bottom-end" width={232} returnFocus={false} onClose={() => button.current?.focus()}>
      <Menu.Target>
        <button ref={button} type="button" className="bare-button row-button row-menu" aria-label={label} title={label}>
          <IconDots size={18} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map((way, index) => {
          const Icon = icons[way];
          const key = keys[way];
          const link = way === "download" ? { component: "a" as const, href: download, download: true } : {};
          return (
            <Fragment key={way}>
              {index > 0 && apart.has(way) && <Menu.Divider />}
              <Menu.Item
                {...link}
                leftSection={<Icon size={18} stroke={1.75} />}
                rightSection={
                  key && (
                    <Kbd size="xs" className="row-key" aria-hidden>
                      {key === "Delete" ? t("ui.keys.delete") : key}
                    </Kbd>
                  )
                }
                aria-keyshortcuts={key}
                color={way === "purge" ? "red" : undefined}
                onClick={() => onWay(way)}
              >
                {t(`library.ways.${way}`)}
              </Menu.Item>
            </Fragment>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
