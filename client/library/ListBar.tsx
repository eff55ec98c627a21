import { useTranslation } from "react-i18next";
import { type Order, trashDays, type View } from "../../shared/library.ts";
import { OrderField } from "./OrderField.tsx";
import type { SearchNow } from "./useSearchInLibrary.ts";

export interface ListBarProps {
  view: View;
  order: Order;
  total: number;
  search: SearchNow;
  onOrder: (order: Order) => void;
}

/** Between head and list: how many there are or were found, and how they are sorted. */
export function ListBar({ view, order, total, search, onOrder }: ListBarProps) {
  const { t } = useTranslation();
  return (
    <div className="list-bar">
      <p role="status">{search.is === "off" ? count() : progress(search)}</p>
      {search.is === "off" && total > 1 && <OrderField order={order} onChange={onOrder} />}
    </div>
  );

  function count(): string {
    if (total === 0) return "";
    const counted = t("library.found", { count: total });
    return view === "trash" ? `${counted}. ${t("library.trashNote", { count: trashDays })}` : counted;
  }

  function progress(now: Exclude<SearchNow, { is: "off" }>): string {
    if (now.is === "failed") return "";
    if (now.is === "searching" || !now.isCurrent) return t("library.search.searching");
    return now.results.length === 0 ? t("library.search.nothing") : t("library.found", { count: now.results.length });
  }
}
