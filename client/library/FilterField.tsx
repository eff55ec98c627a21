import { IconSearch } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

export interface FilterFieldProps {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange: (text: string) => void;
  /** Down goes from the field into the list, and so does Escape once nothing is left to clear. */
  onDown: () => void;
  /** How many are shown, told to those who do not see the list shrink; null without a filter. */
  found: number | null;
}

export function FilterField({ ref, value, onChange, onDown, found }: FilterFieldProps) {
  const { t } = useTranslation();
  return (
    <div className="filter">
      <IconSearch className="filter-icon" size={18} stroke={1.75} aria-hidden />
      <input
        ref={ref}
        type="search"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Escape") {
            event.preventDefault();
            if (value === "") onDown();
            else onChange("");
          }
          if (event.key === "ArrowDown" || event.key === "Enter") {
            event.preventDefault();
            onDown();
          }
        }}
        placeholder={t("library.filter")}
        aria-label={t("library.filter")}
        aria-keyshortcuts="/"
        autoComplete="off"
        enterKeyHint="search"
      />
      <span className="visually-hidden" role="status">
        {found !== null && t("library.found", { count: found })}
      </span>
    </div>
  );
}
