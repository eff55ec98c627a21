import { useTranslation } from "react-i18next";
import type { Role } from "../../shared/member.ts";

interface RoleSelectProps<R extends Role> {
  /** Whose role it is, for those who do not see the row. */
  label: string;
  value: R;
  offered: readonly R[];
  onChange: (role: R) => void;
  /** A change is on its way, and another has to wait. The keyboard stays here, as it would not on a list that is disabled. */
  busy?: boolean;
  autoFocus?: boolean | undefined;
}

/** The browser's own list of roles: it works with every keyboard, finger and screen reader. */
export function RoleSelect<R extends Role>({
  label,
  value,
  offered,
  onChange,
  busy = false,
  autoFocus,
}: RoleSelectProps<R>) {
  const { t } = useTranslation();
  return (
    <select
      className="share-select"
      aria-label={label}
      value={value}
      aria-disabled={busy || undefined}
      // biome-ignore lint/a11y/noAutofocus: only where the keyboard would be nowhere else.
      autoFocus={autoFocus}
      onChange={(event) => {
        if (busy) return;
        const role = offered.find((known) => known === event.target.value);
        if (role !== undefined && role !== value) onChange(role);
      }}
    >
      {offered.map((role) => (
        <option key={role} value={role}>
          {t(`sharing.role.${role}`)}
        </option>
      ))}
    </select>
  );
}
