import { IconArchive, IconFiles, IconStar, IconTrash, IconUser, IconUsers } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type Order, type View, views } from "../../shared/library.ts";
import { addressOf } from "./useLibraryAddress.ts";

const icons: Record<View, typeof IconFiles> = {
  all: IconFiles,
  mine: IconUser,
  shared: IconUsers,
  starred: IconStar,
  archived: IconArchive,
  trash: IconTrash,
};

/** The views of the library: a list at the side, or a strip that scrolls where the window is narrow. */
export function ViewNav({ view, order }: { view: View; order: Order }) {
  const { t } = useTranslation();
  const strip = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view is another place to scroll to
  useEffect(() => {
    const chosen = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (!strip.current || !chosen) return;
    // Only the strip moves: scrollIntoView would move the page as well.
    strip.current.scrollLeft = chosen.offsetLeft - (strip.current.clientWidth - chosen.offsetWidth) / 2;
  }, [view]);
  return (
    <nav className="views" aria-label={t("library.views.label")}>
      <ul ref={strip}>
        {views.map((each) => {
          const Icon = icons[each];
          return (
            <li key={each}>
              <Link className="view" href={addressOf(each, order)} aria-current={each === view ? "page" : undefined}>
                <Icon size={18} stroke={1.75} aria-hidden />
                {t(`library.views.${each}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
