import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type Theme, themes } from "../../shared/account.ts";
import { SettingsSection } from "../ui/SettingsSection.tsx";

export interface LookSectionProps {
  language: string;
  /** Each language in its own words. */
  languages: Readonly<Record<string, string>>;
  theme: Theme;
  /** A guest has no other devices. */
  isGuest: boolean;
  chooseLanguage: (language: string) => void;
  chooseTheme: (theme: Theme) => void;
}

/** Language and appearance. A choice counts at once, so there is nothing to save. */
export function LookSection(props: LookSectionProps) {
  const { language, languages, theme, isGuest, chooseLanguage, chooseTheme } = props;
  const { t } = useTranslation();
  const id = useId();
  return (
    <SettingsSection title={t("account.look.title")} lead={t(isGuest ? "account.look.guestLead" : "account.look.lead")}>
      <fieldset className="settings-choices">
        <legend>{t("app.menu.language")}</legend>
        {Object.entries(languages).map(([code, label]) => (
          <label key={code} className="settings-choice" lang={code}>
            <input
              type="radio"
              name={`${id}language`}
              checked={code === language}
              onChange={() => chooseLanguage(code)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <fieldset className="settings-choices">
        <legend>{t("app.menu.scheme")}</legend>
        {themes.map((known) => (
          <label key={known} className="settings-choice">
            <input type="radio" name={`${id}theme`} checked={known === theme} onChange={() => chooseTheme(known)} />
            {t(`app.menu.${known}`)}
          </label>
        ))}
      </fieldset>
    </SettingsSection>
  );
}
