import { useTranslation } from "react-i18next";
import type { Role } from "../../shared/member.ts";

interface RoleSelectProps<R extends Role> {
  /** Whose role it is, for those who do not see the row. */
  label: string;
  value: R;
  offered: readonly R[];
  onChange: (role: R) => void;
  disabled?: boolean;
}

/** The browser's own list of roles: it works with every keyboard, finger and screen reader. */
export function RoleSelect<R extends Role>({ label, value, offered, onChange, disabled }: RoleSelectProps<R>) {
  const { t } = useTranslation();
  return (
    <select
      className="share-select"
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(event) => {
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
