import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Order, orders } from "../../shared/library.ts";

/** How the list is sorted. The browser's own list of choices, which phones show in their own way. */
export function OrderField({ order, onChange }: { order: Order; onChange: (order: Order) => void }) {
  const { t } = useTranslation();
  return (
    <span className="order">
      <select
        value={order}
        aria-label={t("library.order.label")}
        onChange={({ currentTarget }) => onChange(orders.find((known) => known === currentTarget.value) ?? "changed")}
      >
        {orders.map((each) => (
          <option key={each} value={each}>
            {t(`library.order.${each}`)}
          </option>
        ))}
      </select>
      <IconChevronDown size={16} stroke={1.75} aria-hidden />
    </span>
  );
}
