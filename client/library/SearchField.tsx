import { IconSearch } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { maxSearchLength } from "../../shared/library.ts";

export interface SearchFieldProps {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange: (text: string) => void;
  /** Down goes from the field into the list, and so does Escape once nothing is left to clear. */
  onDown: () => void;
}

export function SearchField({ ref, value, onChange, onDown }: SearchFieldProps) {
  const { t } = useTranslation();
  return (
    <div className="search">
      <IconSearch className="search-icon" size={18} stroke={1.75} aria-hidden />
      <input
        ref={ref}
        type="search"
        value={value}
        maxLength={maxSearchLength}
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
        placeholder={t("library.search.label")}
        aria-label={t("library.search.label")}
        aria-keyshortcuts="/"
        autoComplete="off"
        enterKeyHint="search"
      />
    </div>
  );
}
